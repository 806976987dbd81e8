"""What is owed and paid. Reads no projection, knows no web."""
