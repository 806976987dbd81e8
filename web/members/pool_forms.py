"""Which part of the pool a reader wants to see, and what the filters offer."""

from collections.abc import Mapping
from typing import ClassVar, NamedTuple
from uuid import UUID

from marshmallow import fields, validate

from projections.members.queries import PoolFilter, countries_lived_in, languages_spoken
from projections.read_models import ReadModels
from web.brands.subject_names import subjects_in_order
from web.http.form_fields import FieldErrors, FilterSchema, TextField
from web.i18n.language import gettext
from web.i18n.locale_names import country_name, language_name

MAX_CODE = 8


class PoolFilterSchema(FilterSchema):
    ERRORS: ClassVar[FieldErrors] = {
        "subject_id": lambda: gettext("Choose a subject from the list."),
        "language": lambda: gettext("Choose a language from the list."),
        "country": lambda: gettext("Choose a country from the list."),
    }

    subject_id = fields.UUID()
    language = TextField(validate=validate.Length(max=MAX_CODE))
    country = TextField(validate=validate.Length(max=MAX_CODE))


class PoolFilterOptions(NamedTuple):
    """What can be chosen, by value, with its name in the reader's language."""

    subject_id: dict[str, str]
    language: dict[str, str]
    country: dict[str, str]


def read_filter(query: Mapping[str, str]) -> PoolFilter:
    """Which part of the pool an address asks for. Raises ValidationError."""
    filters: dict[str, UUID | str] = PoolFilterSchema().load(query)
    return PoolFilter(**filters)  # type: ignore[arg-type]


def filter_options(read_models: ReadModels) -> PoolFilterOptions:
    """Subjects as a tree, and the languages and countries that there are."""
    subjects = {str(subject.id): subject.indented for subject in subjects_in_order(read_models)}
    with read_models.read(read_models.pool) as db:
        languages, countries = languages_spoken(db), countries_lived_in(db)
    return PoolFilterOptions(
        subjects,
        {code: language_name(code) for code in languages},
        {code: country_name(code) for code in countries},
    )
