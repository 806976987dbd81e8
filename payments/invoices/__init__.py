"""Invoices: in the experts' names to brands, and of the commission to experts; gapless numbers."""
