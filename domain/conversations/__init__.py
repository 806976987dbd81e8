"""Conversations: requests, routing, and how each conversation went."""
