"""Which part of the pool a reader asks about, and what can be asked for."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, NoReturn
from uuid import UUID

from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load, validate
from typing_extensions import override

from projections.members.queries import ChoiceAnswer, countries_lived_in, languages_spoken
from projections.read_models import ReadModels
from web.brands.subject_names import subjects_in_order
from web.i18n.language import gettext
from web.i18n.locale_names import country_name, language_name

LONGEST_CODE = 8

MISTAKES: Mapping[str, Callable[[], str]] = {
    "subject_id": lambda: gettext("Choose a subject of the list."),
    "language": lambda: gettext("Choose a language of the list."),
    "country": lambda: gettext("Choose a country of the list."),
}


class ChosenSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    subject_id = fields.UUID()
    language = fields.String(validate=validate.Length(max=LONGEST_CODE))
    country = fields.String(validate=validate.Length(max=LONGEST_CODE))

    @pre_load
    def leave_out_empty(self, given: Mapping[str, str], **_: Any) -> dict[str, str]:
        """A form sends its empty fields too."""
        return {name: value for name, value in given.items() if value.strip()}

    @override
    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> NoReturn:
        """Our words, in the reader's language."""
        assert isinstance(error.messages, dict)
        raise ValidationError({name: [MISTAKES[name]()] for name in error.messages})


class Options(NamedTuple):
    """What can be chosen, with what it is called."""

    subject_id: dict[str, str]
    language: dict[str, str]
    country: dict[str, str]


def read_chosen(given: Mapping[str, str]) -> ChoiceAnswer:
    """Which part of the pool an address asks about. Raises ValidationError."""
    told: dict[str, UUID | str] = ChosenSchema().load(given)
    return ChoiceAnswer(**told)  # type: ignore[arg-type]


def options_of(read_models: ReadModels) -> Options:
    """What the filters offer: subjects as a tree, languages and countries there are."""
    subjects = {str(each.id): each.indented for each in subjects_in_order(read_models)}
    with read_models.read(read_models.pool) as db:
        languages, countries = languages_spoken(db), countries_lived_in(db)
    return Options(
        subjects,
        {code: language_name(code) for code in languages},
        {code: country_name(code) for code in countries},
    )
