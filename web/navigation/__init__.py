"""Where people are led: an Entry for each page, by who reads it, and the links to them."""
