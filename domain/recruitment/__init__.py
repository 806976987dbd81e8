"""Recruitment: ambassador applications and calls for experts."""
