"""Earnings: what an expert gets for a conversation, from its close until it can be paid."""
