"""Enclosed papers: what kind each page is, which pages make one paper, and what stands in its fields."""
