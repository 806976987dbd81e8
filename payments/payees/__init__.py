"""Payees: experts as receivers of pay: who they are, where it goes, and what is missing for it."""
