"""Invoices and statements as documents: drawn as PDF, as Factur-X, and listed on pages."""
