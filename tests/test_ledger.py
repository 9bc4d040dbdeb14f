"""The ledger: one row per book, rewritten and read back."""

from pathlib import Path

from pipeline.ledger import Ledger, Row


def test_one_row_per_book_whatever_happens(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.put(Row("a", "甲", "桥西区", "failed", "crashed", "意外退出"))
    ledger.put(Row("a", "甲", "桥西区", "done", "ok", "", 12, 3.5, "key", "a"))
    ledger.put(Row("b", "乙", "桥西区", "partial", "encrypted", "需要口令"))
    again = Ledger(tmp_path / "ledger.sqlite")
    assert [r.id for r in again.rows()] == ["a", "b"]
    assert again.get("a") == Row("a", "甲", "桥西区", "done", "ok", "", 12, 3.5, "key", "a")
    assert again.keep_only({"b"}) == ["a"]
    assert again.get("a") is None
