"""The ledger: double entry in minor units, filled from the events of the log, append-only."""
