"""Statements: what an expert is owed in one currency, closed week by week."""
