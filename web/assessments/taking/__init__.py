"""Taking a test: starting, answering, submitting, and the result."""
