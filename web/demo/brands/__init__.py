"""The two invented brands of the demonstration."""
