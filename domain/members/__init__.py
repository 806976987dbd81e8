"""Members: who answers visitors, for which brands, and what they are qualified for."""
