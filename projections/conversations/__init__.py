"""The facts: one row for each conversation, and sums of them by day and month."""
