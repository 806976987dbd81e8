"""Conversations: the list, the timeline, and imported history."""
