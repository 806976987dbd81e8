"""Rehearsals of rate cards: a month at other rates, on a page, as CSV and in the terminal."""
