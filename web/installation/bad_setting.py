"""What is raised for a setting that cannot be used."""


class BadSetting(Exception):
    """A setting cannot be used; the message names it and says what to do."""
