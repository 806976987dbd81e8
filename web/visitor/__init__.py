"""Pages for whoever comes along: nobody signs in here."""
