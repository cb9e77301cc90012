"""Median and centre problems: how far new sites are."""
