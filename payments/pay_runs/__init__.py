"""Pay runs: the payouts of a week on one rail, prepared, approved, and carried out once."""
