"""Accuracy on test sets of the project's own. A suite is a module here with ``reports() -> list[Report]``; `make eval` runs them all."""
