"""
Why the marketplace says no.

* Refused
  - NotAllowed    this person may not do this
  - NotNow        nobody may do this at this point
  - NotFound      there is no such thing
  - Invalid       what was given makes no sense; the sentence says what would
"""


class Refused(Exception):
    """Base class of every refusal; its message is fit to be shown to people."""


class NotAllowed(Refused): ...


class NotNow(Refused): ...


class NotFound(Refused): ...


class Invalid(Refused): ...
