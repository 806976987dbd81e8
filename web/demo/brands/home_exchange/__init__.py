"""Maison Partagée, an invented home-exchange brand."""
