"""The pages about rewards: for the brand that gives them, and for its volunteers."""
