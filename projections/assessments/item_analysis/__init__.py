"""
Item statistics: what a test's attempts say about its questions. Arithmetic, without tables.

The formulas are those of Moodle's "Quiz statistics calculations"; docs/sources.md says where they
were read, and docs/decisions/0022-item-statistics.md where this deviates.
"""
