"""Recruitment: ambassador applications, calls for experts, invitations."""
