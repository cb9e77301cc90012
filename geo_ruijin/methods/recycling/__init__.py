"""Recycling in three tiers: where drop-off points, transfer stations and sorting centres are added."""
