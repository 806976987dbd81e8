"""What belongs to one installation: the keys it was given or made."""
