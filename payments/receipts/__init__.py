"""Receipts: what one person earned and was paid, with what it takes to check it offline."""
