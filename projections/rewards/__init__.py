"""Points, as pages read them."""
