"""The pool: who could answer about what, in which language, and how well they have shown it."""
