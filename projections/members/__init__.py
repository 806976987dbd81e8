"""The pool: members with declared subjects, qualifications, languages, country and presence."""
