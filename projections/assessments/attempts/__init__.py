"""Attempts at tests: who takes them, what was answered when, and what came of it."""
