"""Presence: which respondents are online now, and how many were available in each minute."""
