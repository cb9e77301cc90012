"""Covering problems: what is in reach of new sites."""
