"""Languages: translation, formats, and the names of countries and languages."""
