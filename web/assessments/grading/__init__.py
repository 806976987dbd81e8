"""Grading: a test's attempts, manual grading, reviews and appeals."""
