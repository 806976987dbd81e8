"""Chat: the conversations that wait or are open, for routing and for desks."""
