"""
Refusals: why a command was not carried out.

* Refused
  - NotAllowed    this person may not do this
  - NotNow        the state does not allow it, for any person
  - NotFound      what the id or key names does not exist
  - Invalid       an argument is wrong; the sentence says what would be right
"""


class Refused(Exception):
    """Base class of all refusals; the message is a sentence that pages show as it is."""


class NotAllowed(Refused): ...


class NotNow(Refused): ...


class NotFound(Refused): ...


class Invalid(Refused): ...
