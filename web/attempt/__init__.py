"""An attempt in words: for the person whose it is, and for who judges it."""
