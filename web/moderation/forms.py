"""What a person fills in who decides on a suspension, read and refused by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from werkzeug.datastructures import MultiDict

from web.i18n.language import gettext
from web.private_store.accounts import Account

NOTICES = (0, 1, 3, 7, 14, 30)
"""Days between the decision and its effect."""
USUAL_NOTICE = 7
LASTS = (1, 3, 7, 14, 30, 90, 365)
FOR_GOOD = "for_good"
LONGEST_WORDS = 4000
USUALLY_LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Wanted:
    """A decision as it was filled in, as far as it makes sense."""

    evidence_positions: tuple[int, ...]
    reason: str
    notice: str
    lasts: str

    def period(self, at: datetime) -> tuple[datetime, datetime | None]:
        starts_at = at + timedelta(days=int(self.notice))
        if self.lasts == FOR_GOOD:
            return starts_at, None
        return starts_at, starts_at + timedelta(days=int(self.lasts))


def read_wanted(given: "MultiDict[str, str]") -> Wanted:
    positions = (
        each for each in given.getlist("evidence_positions") if each.isascii() and each.isdigit()
    )
    return Wanted(
        tuple(sorted({int(each) for each in positions})),
        words_in(given, "reason"),
        given.get("notice", str(USUAL_NOTICE)),
        given.get("lasts", ""),
    )


def mistakes_in(wanted: Wanted, allowed: set[int]) -> dict[str, str]:
    """By field. allowed: the positions of the events that were shown."""
    found = {}
    if not wanted.evidence_positions:
        found["evidence_positions"] = gettext(
            "Choose at least one event that the decision rests on."
        )
    elif not set(wanted.evidence_positions) <= allowed:
        found["evidence_positions"] = gettext(
            "One of these events was not among those shown: choose again."
        )
    if wanted.notice not in {str(each) for each in NOTICES}:
        found["notice"] = gettext("Choose one of the notices.")
    if wanted.lasts not in {FOR_GOOD, *(str(each) for each in LASTS)}:
        found["lasts"] = gettext("Say how long it lasts.")
    return found | mistakes_in_words("reason", wanted.reason)


def mistakes_in_words(name: str, text: str) -> dict[str, str]:
    if not text:
        return {name: gettext("Write why, as the person will read it.")}
    if len(text) > LONGEST_WORDS:
        return {name: gettext("Write %(most)s characters at most.", most=LONGEST_WORDS)}
    return {}


def words_in(given: Mapping[str, str], name: str) -> str:
    return given.get(name, "").replace("\r\n", "\n").strip()


def named(account: Account) -> UUID | None:
    """Who decides, if it is somebody with a name: nobody else may."""
    return account.id if account.name.strip() else None


def days_in(given: Mapping[str, str], today: date) -> tuple[date, date]:
    """The period whose conversations are shown: by default the last 90 days, with today."""
    first = _day(given.get("from", "")) or today - USUALLY_LOOKED_BACK
    end = _day(given.get("to", "")) or today + timedelta(days=1)
    return (first, end) if first < end else (end, first + timedelta(days=1))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
