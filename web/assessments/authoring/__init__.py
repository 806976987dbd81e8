"""Authoring: a brand's tests, their questions, editions and corrections."""
