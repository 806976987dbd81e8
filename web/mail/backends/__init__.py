"""Mail backends: SMTP, and files for development."""
