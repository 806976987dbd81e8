"""The forms of a decision on a suspension, with errors by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from werkzeug.datastructures import MultiDict

from web.http.form_fields import text_error, typed_text, whole_number
from web.i18n.language import gettext

NOTICES = (0, 1, 3, 7, 14, 30)
"""Days between the decision and its effect."""
USUAL_NOTICE = 7
DURATIONS = (1, 3, 7, 14, 30, 90, 365)
"""In days."""
FOR_GOOD = "for_good"
MAX_LENGTH = 4000
MAX_POSITION = 10**18
USUAL_PERIOD = timedelta(days=90)


@dataclass(frozen=True)
class DecisionForm:
    """A decision as it was filled in; notice and duration are checked by `errors_in`."""

    evidence_positions: tuple[int, ...]
    reason: str
    notice: str
    duration: str

    def period(self, at: datetime) -> tuple[datetime, datetime | None]:
        """From when, and until when, in UTC; None for good."""
        starts_at = at + timedelta(days=int(self.notice))
        if self.duration == FOR_GOOD:
            return starts_at, None
        return starts_at, starts_at + timedelta(days=int(self.duration))


def read_decision(form: "MultiDict[str, str]") -> DecisionForm:
    positions = {
        position
        for text in form.getlist("evidence_positions")
        if (position := whole_number(text, MAX_POSITION)) is not None
    }
    return DecisionForm(
        tuple(sorted(positions)),
        text_of(form, "reason"),
        form.get("notice", str(USUAL_NOTICE)),
        form.get("lasts", ""),
    )


def errors_in(form: DecisionForm, allowed: set[int]) -> dict[str, str]:
    """By field. allowed: the positions of the events that were shown."""
    errors = {}
    if not form.evidence_positions:
        errors["evidence_positions"] = gettext(
            "Choose at least one event that the decision is based on."
        )
    elif not set(form.evidence_positions) <= allowed:
        errors["evidence_positions"] = gettext(
            "One of these events was not among those shown. Choose again."
        )
    if form.notice not in {str(days) for days in NOTICES}:
        errors["notice"] = gettext("Choose a notice period.")
    if form.duration not in {FOR_GOOD, *(str(days) for days in DURATIONS)}:
        errors["lasts"] = gettext("Choose how long the suspension lasts.")
    return errors | text_errors("reason", form.reason)


def text_errors(name: str, text: str) -> dict[str, str]:
    if not text:
        return {name: gettext("Explain your decision. The person will read this.")}
    if len(text) > MAX_LENGTH:
        return {name: gettext("Use at most %(n)s characters.", n=MAX_LENGTH)}
    if error := text_error(text):
        return {name: error}
    return {}


def text_of(form: Mapping[str, str], name: str) -> str:
    return typed_text(form.get(name, ""))


def read_period(query: Mapping[str, str], today: date) -> tuple[date, date]:
    """The period whose conversations are shown: by default the last 90 days, with today."""
    first = _day(query.get("from", "")) or today - USUAL_PERIOD
    end = _day(query.get("to", "")) or today + timedelta(days=1)
    return (first, end) if first < end else (end, first + timedelta(days=1))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
