"""Whole application books with exact truth: what firms write (``content/*.yaml``), faults put into it, set in many hands, printed by Chromium and, if asked, scanned.

All firms, people and figures are invented. The truth has the shape that the scorer of the contract reads.
"""
