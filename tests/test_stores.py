"""Shared storage, against a real server of the S3 protocol: what is brought, what is sent, what is refused, and what a user is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ExitCode, InputError, OutputError
from pipeline.stores import Mirror, Store, folder_at, is_url
from tests.bucket_support import Bucket, bucket_server, credentials_matter
from tests.conftest import yushen


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    yield from bucket_server()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Bucket:
    monkeypatch.setenv("YUSHEN_CACHE", str(tmp_path / "cache"))
    return Bucket.fresh(server, monkeypatch)


@pytest.mark.parametrize(
    ("place", "url"),
    [
        ("s3://桶/材料", True),
        ("sftp://server/材料", True),
        ("memory://x", True),
        ("file:///mnt/材料", False),
        ("材料", False),
        ("C:/材料", False),
    ],
)
def test_what_a_url_is(place: str, url: bool) -> None:
    assert is_url(place) is url


def test_a_file_url_is_a_folder() -> None:
    assert folder_at("file:///mnt/材料") == Path("/mnt/材料")


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_files_come_once_and_again_only_when_changed(bucket: Bucket) -> None:
    bucket.put({"材料/裕华区/甲公司/申报书.pdf": b"one", "材料/裕华区/汇总表.xlsx": b"two", "材料2/x": b"not below the folder"})
    mirror = Mirror(Store(bucket.url("材料"), InputError))
    assert mirror.bring(gone=True) == ()
    assert mirror.folder.name == "材料"
    assert contents(mirror.folder) == {"裕华区/甲公司/申报书.pdf": b"one", "裕华区/汇总表.xlsx": b"two"}
    untouched = (mirror.folder / "裕华区/汇总表.xlsx").stat().st_ino
    bucket.put({"材料/裕华区/甲公司/申报书.pdf": b"ONE"})  # of the same size
    bucket.put({"材料/新华区/乙公司/申报书.pdf": b"new"})
    again = Mirror(Store(bucket.url("材料"), InputError))
    again.bring(gone=True)
    assert contents(again.folder) == {"裕华区/甲公司/申报书.pdf": b"ONE", "裕华区/汇总表.xlsx": b"two", "新华区/乙公司/申报书.pdf": b"new"}
    assert (again.folder / "裕华区/汇总表.xlsx").stat().st_ino == untouched


def test_copies_are_shown_and_cleared_but_not_under_a_run(bucket: Bucket, tmp_path: Path) -> None:
    bucket.put({"材料/a": bytes(3 << 20)})
    mirror = Mirror(Store(bucket.url("材料"), InputError))
    mirror.bring()
    busy = yushen("cache", "--clear")
    assert "1 个正在使用" in busy.stdout and "暂存副本    3.0 MiB" in busy.stdout
    assert (mirror.folder / "a").is_file()
    del mirror
    cleared = yushen("cache", "--clear")
    assert "3.0 MiB" in cleared.stdout and "暂存副本" not in cleared.stdout
    Mirror(Store(bucket.url("材料"), InputError)).bring()
    assert next((tmp_path / "cache" / "remote").rglob("a")).stat().st_size == 3 << 20


def test_what_is_gone_there_goes_here(bucket: Bucket) -> None:
    bucket.put({"材料/甲": b"a file today", "材料/乙/丙/x": b"x"})
    Mirror(Store(bucket.url("材料"), InputError)).bring(gone=True)
    bucket.delete("材料/甲", "材料/乙/丙/x")
    bucket.put({"材料/甲/申报书.pdf": b"a folder tomorrow"})
    mirror = Mirror(Store(bucket.url("材料"), InputError))
    mirror.bring(gone=True)
    assert contents(mirror.folder) == {"甲/申报书.pdf": b"a folder tomorrow"}
    assert not (mirror.folder / "乙").exists()


def test_a_local_file_that_was_damaged_comes_again(bucket: Bucket) -> None:
    bucket.put({"材料/a": b"whole"})
    mirror = Mirror(Store(bucket.url("材料"), InputError))
    mirror.bring()
    (mirror.folder / "a").write_bytes(b"wh")
    Mirror(Store(bucket.url("材料"), InputError)).bring()
    assert (mirror.folder / "a").read_bytes() == b"whole"


@pytest.mark.parametrize(
    "name",
    ["../../outside", "甲/../../../outside", "甲//书.pdf", "./书.pdf", "甲/.", "/etc/outside", "甲/" + "长" * 90, "甲"],
    ids=["up", "up-inside", "empty-part", "dot", "dot-at-end", "absolute", "too-long", "file-and-folder"],
)
def test_names_that_are_no_paths_are_refused_and_told(bucket: Bucket, tmp_path: Path, name: str) -> None:
    bucket.put({"材料/甲/书.pdf": b"good", f"材料/{name}": b"bad"})
    mirror = Mirror(Store(bucket.url("材料"), InputError))
    refused = mirror.bring()
    assert [n for n, _ in refused] == [name]
    assert "未予读取" in refused[0][1]
    assert contents(mirror.folder) == {"甲/书.pdf": b"good"}
    assert b"bad" not in contents(tmp_path).values()


def test_names_with_marks_of_patterns_are_taken_as_they_stand(bucket: Bucket) -> None:
    names = ["甲[1]*?.pdf", "乙 {x}#%41.pdf"]
    bucket.put({f"材料/{n}": n.encode() for n in names})
    mirror = Mirror(Store(bucket.url("材料"), InputError))
    mirror.bring()
    assert contents(mirror.folder) == {n: n.encode() for n in names}


def test_only_what_changed_is_sent(bucket: Bucket) -> None:
    mirror = Mirror(Store(bucket.url("结果"), OutputError))
    for name in ("甲/dossier.json", "乙/dossier.json"):
        (mirror.folder / name).parent.mkdir()
        (mirror.folder / name).write_text("1")
    names = ["甲/dossier.json", "乙/dossier.json"]
    mirror.send(names)
    (mirror.folder / "甲/dossier.json").write_text("22")
    Mirror(Store(bucket.url("结果"), OutputError)).send(names)
    assert [bucket.versions(f"结果/{n}") for n in names] == [2, 1]
    bucket.delete("结果/乙/dossier.json")
    again = Mirror(Store(bucket.url("结果"), OutputError))
    again.send(names, again.store.listing())
    assert bucket.get("结果/乙/dossier.json") == b"1"
    assert bucket.versions("结果/甲/dossier.json") == 2


def test_in_real_folders_files_are_written_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What SFTP and its like do, seen on a file system: a reader never meets a part, and nothing is left aside."""
    monkeypatch.setenv("YUSHEN_CACHE", str(tmp_path / "cache"))
    (tmp_path / "a").write_bytes(b"whole")
    store = Store(f"local://{tmp_path}/结果", OutputError)
    mark = store.send(tmp_path / "a", "甲/dossier.json")
    assert contents(tmp_path / "结果") == {"甲/dossier.json": b"whole"}
    assert store.listing().files == {"甲/dossier.json": mark}


def test_links_in_a_store_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "材料").mkdir()
    (tmp_path / "材料" / "甲.pdf").symlink_to(tmp_path / "secret")
    listing = Store(f"local://{tmp_path}/材料", InputError).listing()
    assert listing.files == {} and [n for n, _ in listing.refused] == ["甲.pdf"]


def run(*arguments: str, **environment: str) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        return yushen("run", *arguments)


def test_a_missing_bucket_is_told(bucket: Bucket, tmp_path: Path) -> None:
    gone = run("s3://no-such-bucket/材料", "--out", str(tmp_path / "out"))
    assert gone.returncode == ExitCode.INPUT, gone.stderr
    assert "“s3://no-such-bucket/材料”不存在" in gone.stderr and "Traceback" not in gone.stderr
    bucket.put({"材料/甲公司申报书.pdf": b"%PDF-1.7\n"})
    gone = run(bucket.url("材料"), "--out", "s3://no-such-bucket/结果")
    assert gone.returncode == ExitCode.OUTPUT, gone.stderr
    assert "不存在" in gone.stderr and "Traceback" not in gone.stderr


def test_an_empty_folder_is_told(bucket: Bucket, tmp_path: Path) -> None:
    empty = run(bucket.url("材料"), "--out", str(tmp_path / "out"))
    assert empty.returncode == ExitCode.INPUT
    assert "是空的" in empty.stderr and "s3://" in empty.stderr


def test_no_permission_is_told(server: str, bucket: Bucket, tmp_path: Path) -> None:
    bucket.put({"材料/甲公司申报书.pdf": b"%PDF-1.7\n"})
    with credentials_matter(server):
        refused = run(bucket.url("材料"), "--out", str(tmp_path / "out"), AWS_ACCESS_KEY_ID="nobody", AWS_SECRET_ACCESS_KEY="SECRET-KEY")
    assert refused.returncode == ExitCode.INPUT, refused.stderr
    assert "没有访问" in refused.stderr and "凭证" in refused.stderr
    assert "Traceback" not in refused.stderr and "SECRET-KEY" not in refused.stderr


def test_a_server_that_is_not_there_is_told(bucket: Bucket, tmp_path: Path) -> None:
    gone = run(bucket.url("材料"), "--out", str(tmp_path / "out"), AWS_ENDPOINT_URL="http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1")
    assert gone.returncode == ExitCode.INPUT
    assert "无法访问" in gone.stderr and "Traceback" not in gone.stderr


@pytest.mark.parametrize("url", ["nosuch://x/材料", "gcs://x/材料"])
def test_a_kind_of_store_that_is_not_there_is_told(tmp_path: Path, url: str) -> None:
    gone = run(url, "--out", str(tmp_path / "out"))
    assert gone.returncode == ExitCode.INPUT
    assert url in gone.stderr and "Traceback" not in gone.stderr


def test_a_password_in_a_url_is_not_shown() -> None:
    with pytest.raises(InputError) as told:
        Store("nosuch://user:SECRET@server/材料", InputError)
    assert "SECRET" not in str(told.value)


def test_watching_a_bucket_is_refused_with_advice(tmp_path: Path) -> None:
    refused = yushen("watch", "s3://桶/材料", "--out", str(tmp_path / "out"))
    assert refused.returncode == ExitCode.INPUT
    assert "yushen run" in refused.stderr and not list(tmp_path.iterdir())
