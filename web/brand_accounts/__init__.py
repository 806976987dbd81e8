"""Accounts of brands on finance's pages: recording payments and refunds."""
