"""The comparison of the engagement models for one brand and period: cost, coverage, same demand."""
