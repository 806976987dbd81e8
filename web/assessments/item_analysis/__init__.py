"""Item analysis: what attempts say about the questions of a test."""
