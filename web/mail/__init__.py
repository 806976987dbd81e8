"""E-mail: put into an outbox first, then sent, and each message once."""
