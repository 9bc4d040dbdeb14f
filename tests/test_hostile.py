"""Files of strangers: whatever they are, each ends in a typed outcome within its limits, and the batch goes on."""

from __future__ import annotations

import json
import os
import select
import shutil
import socket
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image as PILImage

from extractors.editable import read_editable
from extractors.packages import PackageError, check_package
from extractors.summary_table import read_workbook
from models import limits
from models.limits import Limits
from pipeline.county_tables import county_tables
from pipeline.errors import ExitCode
from pipeline.intake import ApplicantFolder, Batch, SummaryFile, discover
from pipeline.jobs import Job
from pipeline.ledger import Ledger
from pipeline.reading import files as reading
from tests.conftest import yushen
from tests.generators import hostile
from tests.rules_support import rulebook

PUBLIC = Path(__file__).parent / "hostile"
TYPED = {"ok", "unreadable", "encrypted", "too_large", "timeout", "crashed", "unsupported"}


@pytest.fixture
def settings() -> reading.Settings:
    return reading.Settings()


# ---------------------------------------------------------------- office files


@pytest.mark.parametrize("name", sorted(hostile.documents()))
def test_word_files(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(hostile.documents()[name])
    found = read_editable(tmp_path / name, name, "")
    expected = {"macros.docx": "read", "bomb.docx": "too_large"}.get(name, "unreadable")
    assert found.outcome == expected, found.message
    assert expected == "read" or "重新" in found.message
    text = "".join(line.text for p in found.pages for line in p.lines)
    assert "root:" not in text and "haha" not in text


@pytest.mark.parametrize("name", sorted(hostile.sheets()))
def test_county_tables(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(hostile.sheets()[name])
    began = time.monotonic()
    batch = Batch(tmp_path, (), (SummaryFile(tmp_path / name, name, "甲县"),))
    job = Job(tmp_path, ApplicantFolder("甲", "", "甲县", ()), tmp_path, rulebook().id)
    (found,) = county_tables(batch, rulebook(), job)
    assert time.monotonic() - began < 120
    assert found.rows == () and (found.problem or name in ("formula.xlsx", "macros.xlsx"))


def test_nothing_is_fetched(tmp_path: Path, settings: reading.Settings) -> None:
    """Templates, pictures, workbooks, actions and streams that lie elsewhere: nobody calls there."""
    with socket.create_server(("127.0.0.1", 0)) as there:
        for name, body in hostile.calling(f"http://127.0.0.1:{there.getsockname()[1]}/far").items():
            (tmp_path / name).write_bytes(body)
            if name.endswith(".docx"):
                assert read_editable(tmp_path / name, name, "").outcome == "read"
            elif name.endswith(".pdf"):
                assert reading.read_file(tmp_path / name, name, "book", settings).outcome == "read"
            else:
                read_workbook(tmp_path / name, name, "甲县", rulebook().summaries)
        assert select.select([there], [], [], 0.2)[0] == []


def test_a_package_without_its_body_or_with_too_many_parts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(hostile.repacked(hostile.word(), {f"x/{n}.bin": b"" for n in range(10_001)}))
    with pytest.raises(PackageError, match="L-PACKAGE-PARTS"):
        check_package(path, "word/document.xml", Limits())
    path.write_bytes(hostile.sheet(("a",)))
    with pytest.raises(PackageError, match="没有正文"):
        check_package(path, "word/document.xml", Limits())
    path.write_bytes(hostile.word(word___media___a__bin=bytes(60 << 20)))
    with pytest.raises(PackageError, match="L-PACKAGE-RATIO"):
        check_package(path, "word/document.xml", Limits())


# ---------------------------------------------------------------- limits


def test_every_limit_has_a_code_and_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Path(limits.__file__)
    text = source.read_text(encoding="utf-8")
    for name in Limits.__dataclass_fields__:
        assert f"    {name}: int = " in text
        assert text.split(f"    {name}: int")[1].split('"""')[1].startswith("L-"), name
        monkeypatch.setenv(f"YUSHEN_{name.upper()}", "7")
    assert set(vars_of(Limits.from_environment()).values()) == {7}
    monkeypatch.setenv("YUSHEN_PAGES", "-3")
    assert Limits.from_environment().pages == Limits().pages


def vars_of(limits: Limits) -> dict[str, int]:
    return {name: getattr(limits, name) for name in Limits.__dataclass_fields__}


def test_a_page_larger_than_any_paper_is_not_rendered(tmp_path: Path, settings: reading.Settings) -> None:
    (tmp_path / "a.pdf").write_bytes(hostile.one_page(b"0 0 9 9 re f", box=b"[0 0 9000 9000]"))
    tight = replace(settings, limits=Limits(page_points=2000))
    page = reading.read_file(tmp_path / "a.pdf", "a.pdf", "book", tight).pages[0]
    assert page.state == "failed" and "L-PAGE-SIZE" in page.reason


def test_a_gigapixel_picture_is_not_decoded(tmp_path: Path, settings: reading.Settings) -> None:
    (tmp_path / "a.png").write_bytes(hostile.png(40_000, 40_000))
    found = reading.read_file(tmp_path / "a.png", "a.png", "attachment", settings)
    assert found.outcome == "too_large" and "L-IMAGE-PIXELS" in found.message


def test_the_bound_on_pixels_is_ours_whatever_was_read_before(tmp_path: Path, settings: reading.Settings) -> None:
    """Pillow has a bound of its own for the whole process: with it, what is read of a picture would depend on the pictures before it."""
    (tmp_path / "a.png").write_bytes(hostile.png(10_000, 20_000))
    PILImage.new("L", (30, 30), "white").save(tmp_path / "b.png")
    tight = replace(settings, limits=replace(settings.limits, image_pixels=250_000_000))
    for name in ("a.png", "b.png", "a.png"):
        assert reading.read_file(tmp_path / name, name, "attachment", tight).outcome == "read", name
    assert PILImage.MAX_IMAGE_PIXELS is not None
    PILImage.new("1", (30, 30)).save(tmp_path / "c.tiff", save_all=True, append_images=[PILImage.new("1", (400, 400))])
    tight = replace(settings, limits=replace(settings.limits, image_pixels=10_000))
    first, second = reading.read_file(tmp_path / "c.tiff", "c.tiff", "attachment", tight).pages
    assert first.state != "failed" and second.state == "failed" and "L-IMAGE-PIXELS" in second.reason


@pytest.mark.parametrize(("claimed", "readable"), [(2_000_000_000, 1), (-5, 1)])
def test_a_page_count_is_never_believed(tmp_path: Path, settings: reading.Settings, claimed: int, readable: int) -> None:
    (tmp_path / "a.pdf").write_bytes(hostile.one_page(b"", count=claimed))
    began = time.monotonic()
    found = reading.read_file(tmp_path / "a.pdf", "a.pdf", "book", settings)
    assert time.monotonic() - began < 10
    assert len(found.pages) <= readable and found.outcome in ("read", "unreadable")


# ---------------------------------------------------------------- passwords


def test_a_password_opens_and_without_it_the_file_says_what_to_do(tmp_path: Path, settings: reading.Settings) -> None:
    path = PUBLIC / "qpdf__enc-XI-R6,V5,U=view,O=master.pdf"
    shut = reading.read_file(path, path.name, "book", settings)
    assert shut.outcome == "encrypted" and "--passwords" in shut.message
    wrong = reading.read_file(path, path.name, "book", replace(settings, passwords=("nein", "密码")))
    assert wrong.outcome == "encrypted"
    few = Limits(pages=1)
    for password in ("view", "master", "ｖｉｅｗ"):
        right = reading.read_file(path, path.name, "book", replace(settings, passwords=("nein", password), limits=few))
        assert len(right.pages) == 1, password


def test_a_broken_file_is_not_called_encrypted_because_the_one_before_was(settings: reading.Settings) -> None:
    for name, outcome in (("qpdf__enc-XI-R6,V5,U=view,O=master.pdf", "encrypted"), ("qpdf__empty.pdf", "unreadable")) * 2:
        assert reading.read_file(PUBLIC / name, name, "book", settings).outcome == outcome


def test_the_password_file_may_be_saved_by_notepad(tmp_path: Path) -> None:
    from flows.cli import _passwords

    path = tmp_path / "口令.txt"
    path.write_bytes("\ufeff第一个口令\r\n\r\n  second \r\n".encode())
    assert _passwords(path) == ("第一个口令", "second")
    refused = yushen("check", str(PUBLIC), "--passwords", str(tmp_path / "none.txt"))
    assert refused.returncode == ExitCode.INPUT and "口令文件" in refused.stderr


# ---------------------------------------------------------------- names and links


def test_names_that_would_lead_elsewhere_stay_where_they_are(tmp_path: Path) -> None:
    """Newlines, 255 bytes, marks that turn the direction, two that differ only in case, bytes that are no text, pipes and links."""
    root = tmp_path / "材料"
    root.mkdir()
    names = ["..pdf.pdf", "甲\n公司.pdf", "\u202efdp.公司.pdf", "长" * 83 + "ab.pdf", "ABC.pdf", "abc.pdf", "= cmd.pdf", "a' onload='x.pdf"]
    for name in names:
        (root / name).write_bytes(hostile.one_page(b""))
    for raw in (b"\xff1.pdf", b"\xfe1.pdf"):
        Path(os.fsdecode(os.path.join(os.fsencode(root), raw))).write_bytes(hostile.one_page(b""))  # noqa: PTH118
    os.mkfifo(root / "pipe.pdf")
    (tmp_path / "secret.pdf").write_bytes(hostile.one_page(b""))
    (root / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    (root / "loop").symlink_to(root)
    batch = discover(root)
    ids = [a.id for a in batch.applicants]
    assert len({i.casefold() for i in ids}) == len(ids) == len(names) - 1 + 2
    for id in ids:
        assert "/" not in id and id not in (".", "..") and id.isprintable() and len(id.encode()) <= 200
        assert (tmp_path / "out" / id).resolve().parent == (tmp_path / "out").resolve()
    paths = [f.relative for a in batch.applicants for f in a.files]
    assert len(set(paths)) == len(paths)
    assert {p for p, _ in batch.not_placed} == {"pipe.pdf", "link.pdf", "loop", "..pdf.pdf"}


# ---------------------------------------------------------------- the whole batch


@pytest.mark.slow
def test_all_of_them_in_one_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUSHEN_DATA_MIB", "3072")  # some take all there is
    folder, out = tmp_path / "材料", tmp_path / "out"
    made = hostile.write_all(folder)
    for path in PUBLIC.glob("*.pdf"):
        shutil.copy(path, folder)
    pdfs = sorted(p.stem for p in folder.glob("*.pdf"))
    began = time.monotonic()
    run = yushen("run", str(folder), "--out", str(out), "--workers", "2", cache=tmp_path / "cache")
    assert run.returncode == ExitCode.PARTIAL, run.stderr
    assert time.monotonic() - began < 600
    rows = Ledger(out / ".yushen" / "ledger.sqlite").rows()
    assert len(rows) == len(pdfs) + 1 and len(made) > 30
    for row in rows:
        assert row.code in TYPED, row
        assert row.code == "ok" or ("请" in row.message and row.message), row
        assert row.seconds < 120, row
        dossier = json.loads((out / row.dossier / "dossier.json").read_text(encoding="utf-8"))
        assert {c["verdict"] for c in dossier["checks"] if c["rule"].startswith("file.")}
    mixed = json.loads((out / "河北百怪机械有限公司" / "dossier.json").read_text(encoding="utf-8"))
    pages = {Path(f["path"]).name: f["pages"] for f in mixed["files"]}
    assert pages["申报书（盖章）.pdf"] == 1 and pages["draws-itself.pdf"] == 0  # a file that ends the process costs itself alone
