"""Tests, attempts, integrity flags and item analysis, as pages read them."""
