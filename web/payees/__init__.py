"""Payees on pages: payment details, the mandate, and whose pay is withheld."""
