"""Receipts on pages: a member downloads their own, and what checks it."""
