"""`make mutants`: mutation testing of the rules; with ``--write`` the table goes into docs/accuracy.md."""

import sys

import tests.mutants
from tests.report import ROOT, run

if __name__ == "__main__":
    run(tests.mutants, [], ROOT / "docs" / "accuracy.md" if "--write" in sys.argv else None)
