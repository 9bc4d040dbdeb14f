"""The books that the eval suite reads: which content in which hand, with which faults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from models.rulebook import Rulebook
from tests.generators.books import faults
from tests.generators.books.content import Book, load
from tests.generators.books.making import make
from tests.generators.books.style import STYLES


def _none(book: Book) -> None:
    """A book without faults."""


def _vinegar(book: Book) -> None:
    faults.lengthen(book, "lighthouse.profile", 620, over=True)
    faults.lengthen(book, "lighthouse.scene-2.economics", 285, over=False)
    faults.empty(book, "lighthouse.plan.outlook", "无")
    faults.sample(book, "lighthouse.scene-3.results")
    faults.field(book, "size", "中型", ("form.size-inconsistent", ""))
    faults.undated(book, "commitment")
    faults.directions(book, ["lighthouse", "innovation"], ("form.direction-without-book", "innovation"))


def _pump(book: Book) -> None:
    faults.drop(book, "innovation.synergy.resources")
    faults.empty(book, "innovation.drive.market")
    faults.code(book, lambda c: c[:-1] + ("0" if c[-1] != "0" else "1"))
    faults.field(book, "ownership", ["民营", "合资"], ("form.choice-unclear", "ownership"))
    faults.directions(book, ["lighthouse"], ("form.book-without-direction", "innovation"))
    faults.lengthen(book, "lighthouse.scene-4.results", 345, over=True)


def _api(book: Book) -> None:
    faults.below(
        book,
        "workshop.systems",
        "auto_collection_rate",
        "auto_collection_rate=94.6@None|生产工艺数据自动数采率94.6%",
        "auto_collection_rate=87.3@None|生产工艺数据自动数采率87.3%",
    )
    faults.drop(book, "workshop.security")
    faults.field(book, "industry_code", "2719", ("form.industry-code-invalid", ""))
    faults.undated(book, "declaration")
    faults.unsealed(book, "form.county")


def _sensor(book: Book) -> None:
    faults.lengthen(book, "innovation.profile", 560, over=True)
    faults.empty(book, "innovation.synergy.joint", "略")
    faults.field(book, "maturity_level", [], ("form.choice-unclear", "maturity_level"))
    faults.field(book, "industry_code", "398", ("form.industry-code-invalid", ""))
    faults.placeholder(book, "innovation.input.institution", "敏感元件研究所", "XX研究所")
    book.allow("cross.level-mismatch", "maturity_certificate")


def _baler(book: Book) -> None:
    faults.scenes(book, 3)
    faults.below(
        book,
        "lighthouse.foundation",
        "digitization_rate",
        "equipment_digital=51@None|其中数字化设备51台⟧，⟦digitization_rate=68.0@None|生产设备数字化率68.0%",
        "equipment_digital=44@None|其中数字化设备44台⟧，⟦digitization_rate=58.7@None|生产设备数字化率58.7%",
    )
    faults.field(book, "maturity_level", "二级", ("metric.below-threshold", "maturity_level"))
    faults.field(book, "subfield", "", ("form.field-missing", "subfield"))
    faults.unsigned(book, "commitment")
    book.allow("metric.contradiction", "maturity_level")
    book.allow("metric.arithmetic", "networked_rate")


def _flour(book: Book) -> None:
    faults.directions(
        book,
        ["lighthouse", "workshop", "innovation"],
        ("form.too-many-directions", ""),
        ("form.exclusive-directions", ""),
        ("form.direction-without-book", "lighthouse"),
    )
    faults.drop(book, "innovation.invention.use")
    faults.sample(book, "workshop.integration")
    faults.field(book, "size", "小型", ("form.size-inconsistent", ""))


CASES: tuple[tuple[str, str, Callable[[Book], None]], ...] = (
    ("vinegar", "template", _vinegar),
    ("vinegar", "kai", _none),
    ("pump", "decimal", _pump),
    ("pump", "brackets", _none),
    ("api", "reworded", _api),
    ("api", "fax", _none),
    ("sensor", "bare", _sensor),
    ("sensor", "reworded", _none),
    ("baler", "brackets", _baler),
    ("baler", "decimal", _none),
    ("flour", "kai", _flour),
    ("flour", "bare", _none),
    ("vinegar", "chapters", _vinegar),
    ("pump", "plain", _pump),
    ("api", "broken-form", _api),
    ("sensor", "small", _sensor),
    ("baler", "written-ticks", _baler),
    ("flour", "half-scanned", _flour),
)


def build(root: Path, truth: Path, rulebook: Rulebook, only: tuple[str, ...] = (), digital: bool = False) -> list[str]:
    """Makes the books (those whose "content-style" is named, else all), unscanned if asked; the folder's shape alternates."""
    out = []
    for n, (name, style, spoil) in enumerate(CASES):
        if only and f"{name}-{style}" not in only:
            continue
        book = load(name)
        spoil(book)
        hand = replace(STYLES[style], scan=None, scan_front=None) if digital else STYLES[style]
        out.append(make(book, hand, rulebook, root / ("flat" if n % 2 else "counties"), truth, flat=bool(n % 2)))
    return out


if __name__ == "__main__":
    import sys

    from pipeline.rulebook import load as load_rulebook

    target = Path(sys.argv[1])
    print(
        build(
            target / "in",
            target / "truth",
            load_rulebook("shijiazhuang-2025"),
            tuple(a for a in sys.argv[2:] if a != "--digital"),
            "--digital" in sys.argv,
        )
    )
