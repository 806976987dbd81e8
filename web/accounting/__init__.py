"""Finance closes months and files reports: pages, checks, and names for files."""
