"""Presence: the sessions in which respondents are online."""
