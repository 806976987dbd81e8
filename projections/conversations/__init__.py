"""The facts: one row for each conversation, and tallies of them by day and month."""
