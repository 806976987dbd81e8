"""HTTP: access, errors, security headers, sessions, preferences, and reading your own writes."""
