"""Reconciliation on pages: importing statements of rails, and looking after breaks."""
