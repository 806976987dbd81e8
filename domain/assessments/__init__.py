"""Assessments: tests of knowledge, the attempts at them, grading and regrading."""
