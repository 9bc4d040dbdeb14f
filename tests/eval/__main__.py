"""`python -m tests.eval [SUITE …] [--write]`: prints the tables; with ``--write`` also puts them into docs/accuracy.md."""

import sys

import tests.eval
from tests.report import ROOT, run

if __name__ == "__main__":
    names = [a for a in sys.argv[1:] if not a.startswith("-")]
    run(tests.eval, names, ROOT / "docs" / "accuracy.md" if "--write" in sys.argv else None)
