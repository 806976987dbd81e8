"""Attempts at tests: candidate, answers with their times, result, review and appeal."""
