"""The company that runs the platform: on invoices, in declarations, and as the payer of experts."""
