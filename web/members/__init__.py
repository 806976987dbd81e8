"""Members: profiles, extra time, the pool and badges."""
