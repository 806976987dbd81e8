"""What the forms of a brand's settings share: what was typed, and what is wrong with it."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Generic, NamedTuple, TypeVar, cast

from marshmallow import ValidationError

from domain.errors import Invalid
from web.http.form_fields import Values, whole_number
from web.i18n.language import gettext
from web.i18n.refusals import refusal_text

T = TypeVar("T")


class SettingDraft(NamedTuple, Generic[T]):
    """What was typed, and what is wrong with it by field; the setting when nothing is."""

    values: Values
    errors: Mapping[str, str] = {}
    setting: T | None = None

    @property
    def status(self) -> HTTPStatus:
        """Of the page that shows it."""
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.errors else HTTPStatus.OK


class FieldChecks:
    """Collects what is wrong with the fields of a form, the first error of each."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}

    def read(self, field: str, parse: Callable[[], T]) -> T | None:
        """What a field says; None, with its error noted, when it cannot be read."""
        try:
            return parse()
        except ValidationError as error:
            messages = cast(list[str], error.messages)
            self.errors.setdefault(field, messages[0])
        except Invalid as refusal:
            self.errors.setdefault(field, refusal_text(refusal))
        return None


def parse_whole_number(text: str, least: int, most: int) -> int:
    """A whole number from one to another. Raises ValidationError."""
    number = whole_number(text.strip(), most)
    if number is None or number < least:
        sentence = gettext("Enter a whole number from %(least)s to %(most)s.")
        raise ValidationError(sentence % {"least": least, "most": most})
    return number
