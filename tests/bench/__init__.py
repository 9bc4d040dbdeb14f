"""Speed, as ratios measured in one run on one machine. A suite is a module here with ``reports() -> list[Report]``; `make bench` runs them all."""
