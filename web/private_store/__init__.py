"""The private store: everything about persons, encrypted and deletable, apart from the log."""
