"""The API for programs of brands: tokens, problems, cursors, and how resources are registered."""
