"""`python -m tests.bench [SUITE …] [--write]`: prints the tables; with ``--write`` also puts them into docs/performance.md."""

import sys

import tests.bench
from tests.report import ROOT, run

if __name__ == "__main__":
    names = [a for a in sys.argv[1:] if not a.startswith("-")]
    run(tests.bench, names, ROOT / "docs" / "performance.md" if "--write" in sys.argv else None)
