"""Charts: what is shown, and where each part goes."""
