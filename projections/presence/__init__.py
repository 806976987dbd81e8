"""Presence: who sits at a desk now, and how many could have answered in each minute."""
