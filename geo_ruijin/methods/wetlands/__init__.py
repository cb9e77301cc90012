"""Wetlands: how much there is by each definition."""
