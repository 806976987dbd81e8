"""What accountants and authorities read of the ledger: FEC, DAC7, and months that are closed."""
