"""Rate cards: what a month would have cost and paid at other rates. Nothing is written."""
