"""The comparison of the two models for one brand and period: cost and coverage, same demand."""
