"""The language of figures: numerals, periods, names of metrics and whose figure a sentence states."""
