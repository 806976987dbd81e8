"""Operations: the status page and verification."""
