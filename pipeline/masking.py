"""Personal data and what could steer a terminal, kept out of logs and messages: dossiers hold them, a log has no need to.

Masked are numbers of identity cards (身份证号, 18 characters with a possible date of birth; also the old 15), mobile and fixed telephones.
"""

from __future__ import annotations

import logging
import re
import sys

from pipeline.files import printable

_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_IDENTITY = re.compile(rf"(?<![0-9A-Za-z])([1-9]\d{{5}})((?:18|19|20)\d\d{_DAY}\d{{3}}[\dXx]|\d\d{_DAY}\d{{3}})(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
_FIXED = re.compile(r"(?<!\d)(0\d{2,3})[ -]?(\d{7,8})(?!\d)")


def masked(text: str) -> str:
    """The text with the personal part of each such number starred; where it was issued, and a number's network, remain."""
    text = _IDENTITY.sub(lambda m: m[1] + "*" * len(m[2]), text)
    text = _MOBILE.sub(r"\1****\3", text)
    return _FIXED.sub(lambda m: f"{m[1]}-{'*' * (len(m[2]) - 2)}{m[2][-2:]}", text)


def plain(text: str) -> str:
    """A message for a terminal or a log: masked, on one line, without what could move its cursor or turn its direction."""
    return masked(printable(text.replace("\r", " ").replace("\n", " ")))


class MaskingFormatter(logging.Formatter):
    """Masks a whole record, the traceback with it (an exception quotes what it stumbled over)."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(printable(super().format(record)))


def set_up_logging(level: int = logging.WARNING) -> None:
    """Logs go to stderr, masked; called once in each process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(MaskingFormatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler])
    # It warns of every oddity of every font, hundreds of times a book; whether a text layer is to be believed is tested by us.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
