"""Reconciliation: what the ledger says moved on a rail, against what the rail says."""
