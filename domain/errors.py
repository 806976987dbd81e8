"""
Refusals: why a command was not carried out.

* Refused
  - NotAllowed    this person may not do this
  - NotNow        the state does not allow it, for any person
  - NotFound      what the id or key names does not exist
  - Invalid       an argument is wrong; the sentence says what would be right
"""

from datetime import datetime


class Refused(Exception):
    """
    Base class of all refusals: a sentence for people, which pages translate.

    sentence: in English, with a placeholder such as `%(missing)s` for each of the values.
    values: numbers, days and times (UTC) as they are, since each language writes them otherwise;
    and refusals, for a sentence about all of them.
    """

    def __init__(self, sentence: str = "", /, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values

    def __str__(self) -> str:
        """The whole sentence in English."""
        if not self.values:
            return self.sentence
        return self.sentence % {name: _in_english(value) for name, value in self.values.items()}


class NotAllowed(Refused): ...


class NotNow(Refused): ...


class NotFound(Refused): ...


class Invalid(Refused): ...


def translatable(sentence: str) -> str:
    """The sentence as it is; the catalogue finds sentences outside of refusals by this name."""
    return sentence


def _in_english(value: object) -> object:
    match value:
        case datetime():
            return f"{value:%Y-%m-%d %H:%M} UTC"
        case tuple():
            return " ".join(map(str, value))
        case _:
            return value
