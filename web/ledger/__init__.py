"""Finance's pages: what needs a decision, balances, ageing, prepaid funds, points and entries."""
