"""The comparison page: what each engagement model costs and covers."""
