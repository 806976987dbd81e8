"""Letters to people: kept first, then sent, and each sent once."""
