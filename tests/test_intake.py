"""Folders as applicants and counties really send them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.intake import Batch, discover, kind_of, natural, single

PDF = b"%PDF-1.7\n%%EOF\n"


def tree(root: Path, *paths: str) -> Path:
    """Files with contents fit for their names."""
    for name in paths:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        suffix = path.suffix.casefold()
        if suffix in (".docx", ".xlsx"):
            with zipfile.ZipFile(path, "w") as package:
                package.writestr("word/document.xml" if suffix == ".docx" else "xl/workbook.xml", "")
        else:
            path.write_bytes({".jpg": b"\xff\xd8\xff\xe0", ".png": b"\x89PNG\r\n", ".rar": b"Rar!\x1a\x07"}.get(suffix, PDF))
    return root


def roles(batch: Batch, index: int = 0) -> dict[str, str]:
    return {f.relative.rsplit("/", 1)[-1]: f.role for f in batch.applicants[index].files}


def test_a_folder_per_county_and_applicant(tmp_path: Path) -> None:
    batch = discover(
        tree(
            tmp_path,
            "灵寿县/汇总表.xlsx",
            "灵寿县/河北甲乙电子有限公司/申报书（盖章）.pdf",
            "灵寿县/河北甲乙电子有限公司/申报书.docx",
            "灵寿县/河北甲乙电子有限公司/附件/2.审计报告.pdf",
            "灵寿县/河北甲乙电子有限公司/附件/10.专利.jpg",
            "灵寿县/河北甲乙电子有限公司/附件/1.营业执照.pdf",
            "02-赵县/石家庄丙丁食品有限公司/盖章版.pdf",
        )
    )
    assert [(a.name, a.county) for a in batch.applicants] == [("河北甲乙电子有限公司", "灵寿县"), ("石家庄丙丁食品有限公司", "赵县")]
    assert [(t.relative, t.county) for t in batch.tables] == [("灵寿县/汇总表.xlsx", "灵寿县")]
    assert [f.relative.rsplit("/", 1)[-1] for f in batch.applicants[0].files] == [
        "申报书（盖章）.pdf", "申报书.docx", "1.营业执照.pdf", "2.审计报告.pdf", "10.专利.jpg",
    ]  # fmt: skip
    assert roles(batch) == {
        "申报书（盖章）.pdf": "book", "申报书.docx": "editable_copy", "1.营业执照.pdf": "attachment", "2.审计报告.pdf": "attachment",
        "10.专利.jpg": "attachment",
    }  # fmt: skip
    assert roles(batch, 1) == {"盖章版.pdf": "book"}


def test_a_flat_folder_is_one_applicant_a_file(tmp_path: Path) -> None:
    batch = discover(
        tree(tmp_path, "a01.pdf", "a02.pdf", "河北甲乙电子有限公司申报书.pdf", "河北甲乙电子有限公司申报书.docx", "推荐函.pdf")
    )
    assert [(a.id, a.name, len(a.files)) for a in batch.applicants] == [
        ("a01", "", 1), ("a02", "", 1), ("河北甲乙电子有限公司申报书", "河北甲乙电子有限公司", 2),
    ]  # fmt: skip
    assert [path for path, _ in batch.not_placed] == ["推荐函.pdf"]


def test_one_applicants_papers_beside_its_book(tmp_path: Path) -> None:
    batch = discover(tree(tmp_path / "材料", "申报书.pdf", "营业执照.pdf", "2024年审计报告.pdf", "完税证明.png"))
    assert len(batch.applicants) == 1
    assert roles(batch) == {
        "申报书.pdf": "book",
        "营业执照.pdf": "attachment",
        "2024年审计报告.pdf": "attachment",
        "完税证明.png": "attachment",
    }


def test_volumes_are_one_book_and_unstamped_copies_none(tmp_path: Path) -> None:
    volumes = discover(tree(tmp_path / "一", "甲乙公司/申报书第一册.pdf", "甲乙公司/申报书第二册.pdf"))
    assert set(roles(volumes).values()) == {"book"}
    copies = discover(tree(tmp_path / "二", "甲乙公司/申报书（盖章版）.pdf", "甲乙公司/申报书.pdf"))
    assert roles(copies) == {"申报书（盖章版）.pdf": "book", "申报书.pdf": "editable_copy"}


def test_folders_of_applicants_without_counties_and_deeper_ones(tmp_path: Path) -> None:
    plain = discover(tree(tmp_path / "一", "甲公司/书.pdf", "乙公司/申报书.pdf", "乙公司/佐证材料/1.pdf"))
    assert sorted((a.name, a.county, len(a.files)) for a in plain.applicants) == [("乙公司", "", 2), ("甲公司", "", 1)]
    deep = discover(tree(tmp_path / "二", "小灯塔/无极县申报材料/甲公司/书.pdf", "链式案例/行唐县/乙公司.pdf"))
    assert sorted((a.name, a.county) for a in deep.applicants) == [("乙公司", "行唐县"), ("甲公司", "无极县")]


def test_the_applicants_own_folder(tmp_path: Path) -> None:
    root = tree(tmp_path / "晋州市" / "河北甲乙电子有限公司", "申报书.pdf", "附件/1.pdf")
    assert [(a.name, a.county, len(a.files)) for a in discover(root).applicants] == [("河北甲乙电子有限公司", "晋州市", 2)]
    base, applicant = single(root)
    assert (applicant.name, len(applicant.files)) == ("河北甲乙电子有限公司", 2)
    assert all((base / f.relative).is_file() for f in applicant.files)
    base, applicant = single(root / "申报书.pdf")
    assert [f.role for f in applicant.files] == ["book"]


def test_names_that_tell_a_company(tmp_path: Path) -> None:
    names = ["申报书（盖章）石家庄丙丁食品有限公司", "3、河北（正定）戊己机械股份有限公司申报书", "“数智”标杆申报书-庚辛科技有限公司"]
    batch = discover(tree(tmp_path, *(f"{n}.pdf" for n in names)))
    assert {a.name for a in batch.applicants} == {"石家庄丙丁食品有限公司", "河北（正定）戊己机械股份有限公司", "庚辛科技有限公司"}


def test_kinds_go_by_content(tmp_path: Path) -> None:
    tree(tmp_path, "a.docx", "b.xlsx", "c.jpg", "d.rar", "e.pdf")
    renamed = (tmp_path / "a.docx").rename(tmp_path / "a.pdf")
    (tmp_path / "f.pdf").write_bytes(b"")
    assert [kind_of(p) for p in (renamed, tmp_path / "b.xlsx", tmp_path / "c.jpg", tmp_path / "d.rar", tmp_path / "e.pdf", tmp_path / "f.pdf")] == [
        "docx", "xlsx", "image", "archive", "pdf", "empty",
    ]  # fmt: skip


def test_what_no_one_sent_is_passed_over(tmp_path: Path) -> None:
    batch = discover(
        tree(tmp_path, "甲公司/申报书.pdf", "甲公司/~$申报书.docx", "甲公司/.DS_Store", "甲公司/Thumbs.db", "__MACOSX/x.pdf", ".git/y.pdf")
    )
    assert [f.relative for a in batch.applicants for f in a.files] == ["甲公司/申报书.pdf"]
    assert batch.not_placed == ()


def test_links_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    secret = tree(tmp_path / "外", "密.pdf")
    root = tree(tmp_path / "内", "甲公司/申报书.pdf")
    (root / "甲公司" / "密.pdf").symlink_to(secret / "密.pdf")
    (root / "甲公司" / "圈").symlink_to(root)
    batch = discover(root)
    assert [f.relative for a in batch.applicants for f in a.files] == ["甲公司/申报书.pdf"]
    assert len(batch.not_placed) == 2


def test_odd_names_get_plain_ids(tmp_path: Path) -> None:
    long = "很" * 60 + "有限公司"
    odd = ["甲\n乙公司", "\u202e丙公司", "丁公司", "ABC公司", "abc公司", long, "CON公司", "a:b公司"]
    for name in odd:
        (tmp_path / name).mkdir()
        (tmp_path / name / "申报书.pdf").write_bytes(PDF)
    batch = discover(tmp_path)
    ids = [a.id for a in batch.applicants]
    assert len({i.casefold() for i in ids}) == len(odd)
    for id in ids:
        assert id.isprintable()
        assert not set('<>:"/\\|?*\n') & set(id)
        assert len(id.encode()) <= 200
    assert ids == [a.id for a in discover(tmp_path).applicants]


def test_archives_and_strays_are_named(tmp_path: Path) -> None:
    batch = discover(tree(tmp_path, "栾城区/甲公司/申报书.pdf", "栾城区/乙公司.rar", "栾城区/说明.txt", "附件/1.pdf"))
    assert [(p, "解压" in why) for p, why in batch.not_placed] == [
        ("栾城区/乙公司.rar", True), ("栾城区/说明.txt", False), ("附件/1.pdf", False),
    ]  # fmt: skip


@pytest.mark.parametrize("make", ["missing", "file", "empty"])
def test_folders_that_are_none(tmp_path: Path, make: str) -> None:
    path = tmp_path / "x"
    if make == "file":
        path.write_bytes(PDF)
    elif make == "empty":
        path.mkdir()
    with pytest.raises(InputError, match="请"):
        discover(path)


def test_numbers_in_names_are_sorted_as_numbers() -> None:
    assert sorted(["附件10", "附件2", "附件１", "b", "附件"], key=natural) == ["b", "附件", "附件１", "附件2", "附件10"]
