"""The fields of the profile page. What each is for stands beside it, in the template."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from wtforms import (  # type: ignore[import-untyped]
    BooleanField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
    widgets,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[import-untyped]
from wtforms.validators import InputRequired, Length, Optional  # type: ignore[import-untyped]

from projections.brands.subjects import SubjectSummary
from web.http.form_fields import must_be_line, must_be_text
from web.i18n import formats
from web.i18n.language import current_language, current_locale, gettext, lazy_gettext
from web.i18n.locale_names import countries, without_accents
from web.members.extra_time_store import PERCENTAGES
from web.members.profile_store import LegalStatus

BELOW = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
LANGUAGES = ("fr", "en", "de", "es", "it", "nl", "pt")
LEGAL_STATUSES = {
    LegalStatus.MICRO_ENTREPRENEUR: lazy_gettext("Micro-entrepreneur"),
    LegalStatus.COMPANY: lazy_gettext("Company"),
    LegalStatus.SALARIED_ELSEWHERE: lazy_gettext("Employed elsewhere"),
    LegalStatus.STUDENT: lazy_gettext("Student"),
    LegalStatus.RETIRED: lazy_gettext("Retired"),
    LegalStatus.NONE_YET: lazy_gettext("None yet"),
}


class TickedField(SelectMultipleField):  # type: ignore[misc]
    """Several of a list, each with a checkbox."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class ProfileForm(FlaskForm):  # type: ignore[misc]
    name = StringField(
        lazy_gettext("Your name"),
        validators=[
            InputRequired(lazy_gettext("Enter your name.")),
            Length(max=120, message=lazy_gettext("This text is too long. Make it shorter.")),
            must_be_line,
        ],
        render_kw={"autocomplete": "name"},
    )
    languages = TickedField(
        lazy_gettext("Languages you answer in"),
        validators=[InputRequired(lazy_gettext("Choose at least one language."))],
    )
    subjects = TickedField(lazy_gettext("Subjects you know about"))
    passions = TextAreaField(
        lazy_gettext("Your passions, in your own words"),
        validators=[
            Optional(),
            Length(max=2000, message=lazy_gettext("This text is too long. Make it shorter.")),
            must_be_text,
        ],
        render_kw={"rows": 4},
    )
    country = SelectField(
        lazy_gettext("Country of residence"),
        validators=[InputRequired(lazy_gettext("Choose your country."))],
        render_kw={"autocomplete": "country"},
    )
    legal_status = SelectField(lazy_gettext("Legal status"), validators=[Optional()])
    extra_time = SelectField(lazy_gettext("Extra time in tests"), coerce=int)
    invitations = BooleanField(
        lazy_gettext("Send me an e-mail when a call for experts or open shifts match my profile")
    )
    submit = SubmitField(lazy_gettext("Save profile"))


def offer_choices(
    form: ProfileForm, subjects: Sequence[SubjectSummary], spoken: Sequence[str]
) -> None:
    """Fill the lists of the form, in the reader's language. spoken: offered in any case."""
    codes = dict.fromkeys([*LANGUAGES, *spoken])
    form.languages.choices = [SelectChoice(code, _language_name(code)) for code in codes]
    form.subjects.choices = [
        SelectChoice(str(subject.subject_id), label) for subject, label in subject_paths(subjects)
    ]
    country_choices = [SelectChoice(code, name) for code, name in countries()]
    form.country.choices = [SelectChoice("", gettext("Choose…")), *country_choices]
    form.legal_status.choices = [
        SelectChoice("", gettext("I prefer to say later")),
        *[SelectChoice(str(status), str(name)) for status, name in LEGAL_STATUSES.items()],
    ]
    form.extra_time.choices = [SelectChoice(percent, _more(percent)) for percent in PERCENTAGES]


def subject_paths(subjects: Sequence[SubjectSummary]) -> list[tuple[SubjectSummary, str]]:
    """Each with its path in the tree, in the order of those paths."""
    by_id = {subject.subject_id: subject for subject in subjects}
    paths = [(subject, _path(subject, by_id)) for subject in subjects]
    return sorted(paths, key=lambda subject_and_path: without_accents(subject_and_path[1]))


def _path(subject: SubjectSummary, by_id: Mapping[UUID, SubjectSummary]) -> str:
    name = subject.name(current_language())
    parent = by_id.get(subject.parent_id) if subject.parent_id else None
    return f"{_path(parent, by_id)} {BELOW} {name}" if parent else name


def _language_name(code: str) -> str:
    return capitalised(str(current_locale().languages.get(code, code)))


def capitalised(name: str) -> str:
    """As it stands at the beginning of a line."""
    return name[:1].upper() + name[1:]


def _more(percent: int) -> str:
    if not percent:
        return gettext("None")
    return gettext("%(percent)s more", percent=formats.percent(percent / 100, 0))
