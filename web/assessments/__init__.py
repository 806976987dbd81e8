"""Assessments: authoring, taking, grading, item analysis, and the GIFT format."""
