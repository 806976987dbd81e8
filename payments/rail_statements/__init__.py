"""What rails say themselves: their statements, their fees, and breaks that people look after."""
