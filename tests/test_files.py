"""Files appear whole or not at all."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from pipeline.files import canonical_json, printable, safe_name, settled_zip, write_atomically, write_folder


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a" / "b.json", "旧")
    write_atomically(tmp_path / "a" / "b.json", "新")
    assert (tmp_path / "a" / "b.json").read_text(encoding="utf-8") == "新"
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["b.json"]


def test_a_folder_is_exchanged_as_a_whole(tmp_path: Path) -> None:
    write_folder(tmp_path / "企业", {"a": b"1", "b": b"2"})
    write_folder(tmp_path / "企业", {"a": b"3"})
    assert {p.name: p.read_bytes() for p in (tmp_path / "企业").iterdir()} == {"a": b"3"}
    assert [p.name for p in tmp_path.iterdir()] == ["企业"]


def test_a_failed_exchange_leaves_the_older_folder(tmp_path: Path) -> None:
    write_folder(tmp_path / "x", {"a": b"old"})
    with pytest.raises(TypeError):
        write_folder(tmp_path / "x", {"a": b"new", "b": None})  # type: ignore[dict-item]
    assert (tmp_path / "x" / "a").read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_what_a_killed_run_left_is_cleared_and_its_older_folder_comes_back(tmp_path: Path) -> None:
    (tmp_path / ".x.old-1234abcd").mkdir()
    (tmp_path / ".x.old-1234abcd" / "a").write_bytes(b"old")
    (tmp_path / ".x.new-1234abcd").mkdir()
    with pytest.raises(TypeError):
        write_folder(tmp_path / "x", {"a": None})  # type: ignore[dict-item]
    assert (tmp_path / "x" / "a").read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_json_is_sorted_and_keeps_chinese() -> None:
    assert canonical_json({"b": "中", "a": 1}) == '{\n "a": 1,\n "b": "中"\n}\n'.encode()
    with pytest.raises(ValueError):
        canonical_json({"a": float("nan")})


@pytest.mark.parametrize(
    ("name", "safe"),
    [("河北/某公司", "河北_某公司"), ("..", "_"), ("a:b*?", "a_b_"), ("CON", "_CON"), ("名 ", "名"), ("", "_")],
)
def test_names_that_every_system_takes(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_long_names_are_cut_at_a_character() -> None:
    assert safe_name("石" * 200) == "石" * 60


def test_control_and_direction_marks_are_dropped() -> None:
    assert printable("a\x00b\u202ec\ud800\n中") == "abc\n中"


def test_a_zip_is_the_same_whenever_it_was_made() -> None:
    def made(year: int) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as z:
            z.writestr(zipfile.ZipInfo("a.xml", (year, 1, 1, 0, 0, 0)), "中")
        return out.getvalue()

    assert settled_zip(made(2001)) == settled_zip(made(2002))
