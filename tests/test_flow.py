"""The main job end to end, with the real engine and the real Prefect: dossiers, resuming, byte-identical output."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from jsonschema import Draft202012Validator

from flows.batch_flow import MOST_STARTS, SETTINGS, bound_starts, quiet
from pipeline.errors import ExitCode
from pipeline.ledger import Ledger
from tests.conftest import ROOT, SAMPLES, Run, yushen

pytestmark = pytest.mark.slow
GOLDEN = Path(__file__).parent / "golden"
SCHEMAS = ROOT / "data" / "schemas"


def dossiers(out: Path) -> dict[str, dict]:
    return {p.parent.name: json.loads(p.read_text(encoding="utf-8")) for p in sorted(out.glob("*/dossier.json"))}


def test_the_samples_end_well_and_the_output_says_where(sample_run: Run) -> None:
    assert sample_run.result.returncode == ExitCode.OK, sample_run.result.stderr
    for id in dossiers(sample_run.out):
        assert str(sample_run.first / id / "dossier.html") in sample_run.result.stdout
    assert "页/秒" in sample_run.result.stderr
    rows = Ledger(sample_run.out / ".yushen" / "ledger.sqlite").rows()
    assert [(r.outcome, r.code) for r in rows] == [("done", "ok")] * 2


def test_every_output_is_there_and_valid(sample_run: Run) -> None:
    found = dossiers(sample_run.out)
    assert len(found) == 2
    for name, files in (("dossier", found.values()), ("batch", [json.loads((sample_run.out / "batch.json").read_text(encoding="utf-8"))])):
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
        for body in files:
            Draft202012Validator(schema).validate(body)
    for id in found:
        assert (sample_run.out / id / "dossier.html").stat().st_size > 10_000
        assert (sample_run.out / id / "dossier.docx").read_bytes()[:2] == b"PK"
    assert (sample_run.out / "screening.xlsx").read_bytes()[:2] == b"PK"
    assert (sample_run.out / "index.html").is_file()


def test_golden_verdicts(sample_run: Run) -> None:
    """Whole dossiers, but for what may differ by a hair between processors (confidences, boxes): checks, fields, metrics, papers."""
    for id, dossier in dossiers(sample_run.out).items():
        golden = json.loads((GOLDEN / f"{dossier['applicant']['uscc']}.json").read_text(encoding="utf-8"))
        assert essence(dossier) == golden, id


def test_golden_batch(sample_run: Run) -> None:
    found = json.loads((sample_run.out / "batch.json").read_text(encoding="utf-8"))
    golden = json.loads((GOLDEN / "batch.json").read_text(encoding="utf-8"))
    assert [f"{c['rule']} {c['subject']} {c['verdict']} {c['severity']} {c['message']}" for c in found["checks"]] == golden


def test_the_run_record_names_what_the_result_depends_on(sample_run: Run) -> None:
    run = json.loads((sample_run.out / "run.json").read_text(encoding="utf-8"))
    assert run["code"].startswith("0.") and len(run["code"].split("+")[1]) == 12
    assert run["rulebook"]["id"] == "shijiazhuang-2025" and run["rulebook"]["version"] and len(run["rulebook_digest"]) == 16
    assert run["engine"]["name"] == "rapidocr" and "PP-OCR" in run["engine"]["version"]
    assert sorted(run["engine"]["models"]) == ["PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"]
    assert all(len(digest) == 16 for digest in run["engine"]["models"].values())
    for library in ("python", "rapidocr", "openvino", "pypdfium2", "pdfplumber"):
        assert run["libraries"][library][0].isdigit(), library


def essence(dossier: dict) -> dict:
    """What a reviewer would call another result."""
    notable = [c for c in dossier["checks"] if c["verdict"] in ("fail", "unsure")]
    return {
        "applicant": {k: dossier["applicant"][k] for k in ("name", "uscc", "county")},
        "programmes": dossier["programmes"],
        "fields": {k: v["value"] for k, v in sorted(dossier["fields"].items())},
        "checks": [f"{c['rule']} {c['subject']} {c['verdict']} {c['severity']} {c['clause']['ref']}" for c in dossier["checks"]],
        "messages": {f"{c['rule']} {c['subject']}": c["message"] for c in notable},
        "places": {
            f"{c['rule']} {c['subject']}": " ".join(f"{Path(e['file']).name}#{e['page']}" for e in c["evidence"])
            for c in dossier["checks"]
            if c["evidence"]
        },
        "files": [f"{f['path']} {f['role']} {f['pages']} {f['sha256']}" for f in dossier["files"]],
        "metrics": sorted(f"{m['id']} {m['value']:g}{m['unit']} {m['period']} p{m['evidence'][0]['page']}" for m in dossier["metrics"]),
        "attachments": [
            [f"{a['type']} {Path(a['file']).name} {a['pages']}", {k: f["value"] for k, f in a["fields"].items()}]
            for a in dossier["attachments"]
        ],
        "seals": sorted(
            f"{Path(s['file']).name} p{s['page']} {s['place']} {s['text']}" for s in dossier["seals"] if s["place"] not in ("", "seam")
        ),
        "sections": [f"{s['id']} {s['first_page']}-{s['last_page']} {s['length']}字" for s in dossier["sections"]],
        "scenes": [f"{s['n']} {s['title']} {s['guide_scene']}" for s in dossier["scenes"]],
        "smes": [f"{s['name']} {bool(s['proof'])}" for s in dossier["smes"]],
    }


def test_every_value_has_its_place(sample_run: Run) -> None:
    for dossier in dossiers(sample_run.out).values():
        pages = {f["path"]: f["pages"] for f in dossier["files"]}
        items = [*dossier["metrics"], *(v for v in dossier["fields"].values() if v["value"] not in (None, "", [])), *dossier["attachments"]]
        for item in items:
            assert item["evidence"], item
            for e in item["evidence"]:
                assert 1 <= e["page"] <= pages[e["file"]]
                assert e["bbox"][0] <= e["bbox"][2] and e["bbox"][1] <= e["bbox"][3]


def test_nothing_failing_is_called_passed_without_evidence(sample_run: Run) -> None:
    for dossier in dossiers(sample_run.out).values():
        assert not [c for c in dossier["checks"] if c["verdict"] == "fail" and not (c["message"] and c["clause"]["text"])]


def test_a_second_run_reads_nothing_and_changes_nothing(sample_run: Run) -> None:
    before = {p: p.read_bytes() for p in sample_run.out.rglob("*.json") if p.name != "run.json" and ".yushen" not in p.parts}
    again = sample_run.again()
    assert again.returncode == ExitCode.OK
    assert "2 份此前已完成" in again.stderr
    (sample_run.out / "screening.xlsx").unlink()
    assert sample_run.again().returncode == ExitCode.OK
    assert (sample_run.out / "screening.xlsx").is_file()
    assert before == {p: p.read_bytes() for p in before}


def test_a_lost_dossier_is_made_anew_with_the_same_bytes(sample_run: Run) -> None:
    victim = sorted(sample_run.out.glob("*/dossier.json"))[-1]
    before = {p.name: p.read_bytes() for p in victim.parent.iterdir()}
    shutil.rmtree(victim.parent)
    assert sample_run.again().returncode == ExitCode.OK
    after = {p.name: p.read_bytes() for p in victim.parent.iterdir()}
    assert before == after


def test_a_locked_output_is_refused(sample_run: Run) -> None:
    with (sample_run.out / ".yushen" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = sample_run.again()
    assert refused.returncode == ExitCode.OUTPUT
    assert "占用" in refused.stderr


def test_one_bad_book_does_not_end_the_batch(sample_run: Run, tmp_path: Path) -> None:
    """A flat folder: a book that reads, one that is no PDF, one empty."""
    book = next(SAMPLES.glob("裕华区/*/申报书盖章版.pdf"))
    folder = tmp_path / "flat"
    folder.mkdir()
    shutil.copy(book, folder / "甲公司申报书.pdf")
    (folder / "乙公司申报书.pdf").write_text("这不是 PDF")
    (folder / "丙公司申报书.pdf").write_bytes(b"")
    run = yushen("run", str(folder), "--out", str(tmp_path / "out"), "--workers", "1", cache=sample_run.cache)
    assert run.returncode == ExitCode.PARTIAL, run.stderr
    rows = {r.name: r for r in Ledger(tmp_path / "out" / ".yushen" / "ledger.sqlite").rows()}
    assert len(rows) == 3
    assert sorted(r.code for r in rows.values()) == ["ok", "unreadable", "unreadable"]
    bad = [
        d
        for d in dossiers(tmp_path / "out").values()
        if any(c["rule"] == "file.unreadable" and c["verdict"] == "fail" for c in d["checks"])
    ]
    assert len(bad) == 2
    assert not [c for d in bad for c in d["checks"] if c["verdict"] == "pass"]


def test_prefects_server_dies_and_the_run_goes_on(sample_run: Run, tmp_path: Path) -> None:
    """The ledger, not Prefect, knows: what is left is screened without it, to the same bytes."""
    out = tmp_path / "out"
    command = [sys.executable, "-m", "flows.cli", "run", str(SAMPLES), "--out", str(out), "--workers", "1"]
    env = {**os.environ, "YUSHEN_CACHE": str(sample_run.cache), "HTTP_PROXY": "http://127.0.0.1:9", "PYTHONUTF8": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        os.kill(_server_of(process), signal.SIGKILL)
        _, said = process.communicate(timeout=600)
    assert process.returncode == ExitCode.OK, said
    assert "不经 Prefect 继续审读" in said
    for dossier in sample_run.out.glob("*/dossier.json"):
        assert (out / dossier.parent.name / "dossier.json").read_bytes() == dossier.read_bytes()


def _server_of(process: subprocess.Popen[str]) -> int:
    """The process of Prefect's server that a run has started, once the run's flow is known to it."""
    while process.poll() is None:
        for children in Path(f"/proc/{process.pid}/task").glob("*/children"):
            for child in children.read_text().split():
                with suppress(OSError):
                    words = Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
                    if any("uvicorn" in w for w in words) and _knows_a_flow(words[words.index("--port") + 1]):
                        return int(child)
        time.sleep(0.05)
    pytest.fail(f"the run ended with {process.returncode} before Prefect's server had started")


def test_a_server_that_cannot_start_holds_nothing_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prefect's server without a database (its disk is full, its folder gone) ends while it starts; Prefect would start it for ever."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "甲公司申报书.pdf").write_bytes(b"%PDF-1.7\n")
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", "sqlite+aiosqlite:////proc/none/prefect.db")
    run = yushen("run", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--workers", "1", cache=tmp_path / "cache")
    assert run.returncode == ExitCode.PARTIAL, run.stderr
    assert "不经 Prefect" in run.stderr
    assert (tmp_path / "out" / "甲公司申报书" / "dossier.json").is_file()


def _knows_a_flow(port: str) -> bool:
    count = urllib.request.Request(f"http://127.0.0.1:{port}/api/flow_runs/count", b"{}", {"Content-Type": "application/json"})
    with suppress(OSError), urllib.request.urlopen(count, timeout=5) as answer:
        return int(answer.read()) > 0
    return False


def test_many_batches_of_one_process_bound_the_starts_of_a_server_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A watch screens batch after batch: the fifth must still be allowed its first start, and a server that keeps ending only three."""
    from prefect.server.api.server import SubprocessASGIServer

    began: list[SimpleNamespace] = []

    def begin(self: SubprocessASGIServer) -> SimpleNamespace:
        began.append(SimpleNamespace(poll=iter((None, -9)).__next__))
        return began[-1]

    monkeypatch.setattr(SubprocessASGIServer, "_run_uvicorn_command", begin)
    bound_starts.cache_clear()
    for _ in range(5):
        bound_starts()
    server = SubprocessASGIServer(port=9)
    for _ in range(MOST_STARTS):
        server._run_uvicorn_command()
    with pytest.raises(RuntimeError, match="ended"):
        server._run_uvicorn_command()
    assert len(began) == MOST_STARTS
    assert [began[0].poll(), began[0].poll()] == [None, 3]  # killed, it is started anew as if it had said so itself
    bound_starts.cache_clear()  # the class has its own start again once this test is over


def test_the_proxy_is_told_once_what_to_spare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("NO_PROXY", "no_proxy", "PREFECT_HOME", *SETTINGS):
        monkeypatch.setenv(name, "gov.cn")
    for _ in range(3):
        quiet(tmp_path)
    assert os.environ["NO_PROXY"] == "gov.cn,127.0.0.1,localhost"
