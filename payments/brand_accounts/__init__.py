"""Accounts of brands: what they pay of what they owe, and the refunds that they are paid."""
