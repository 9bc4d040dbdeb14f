"""Enclosed papers drawn for tests: each kind in several layouts, with the exact truth of type, pages and fields.

Firms, people, numbers and figures are invented; codes carry valid check characters. See `draw` for what there is and `making` for books.
"""
