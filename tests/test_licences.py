"""Nothing is installed that a bureau could not install: no package leaves only the GPL or the AGPL."""

from __future__ import annotations

import pytest

from tests.licences import DOCUMENT, closure, licence, refused


def test_no_package_is_under_the_gpl_alone() -> None:
    found = closure()
    assert len(found) > 50 and {"rapidocr", "openvino", "prefect", "pypdfium2", "docxtpl"} <= set(found)
    assert {name: licence(d) for name, d in found.items() if refused(licence(d))} == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("AGPL-3.0-only", True), ("GNU Affero General Public License v3", True), ("GPL-2.0-or-later", True), ("LGPL-2.1-only", False),
     ("GNU Lesser General Public License v2 or later (LGPLv2+)", False), ("Artistic License; GNU General Public License (GPL)", False),
     ("MIT OR GPL-2.0", False), ("Apache-2.0", False)],
)  # fmt: skip
def test_what_is_refused(text: str, expected: bool) -> None:
    assert refused(text) is expected


def test_every_package_is_listed() -> None:
    """Versions may differ from machine to machine, names may not be missing."""
    listed = DOCUMENT.read_text(encoding="utf-8").lower()
    assert [d.metadata["Name"] for d in closure().values() if f"| {d.metadata['Name'].lower()} |" not in listed] == []
