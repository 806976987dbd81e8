"""One row of a brand's history: from the cells of a line to a past conversation, or a refusal."""

import unicodedata
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.conversations.imported_history import PastConversation
from domain.errors import Invalid
from domain.text import line_errors

COLUMNS = (
    "opened_at",
    "visitor",
    "respondent",
    "answered_at",
    "ended_at",
    "visitor_messages",
    "respondent_messages",
)
LONGEST_FIELD = 10_000
MOST_MESSAGES = 999_999
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class Header(NamedTuple):
    """How many columns there are, and where ours are among them."""

    width: int
    positions: dict[str, int]


def cells_of(cells: list[str], header: Header) -> dict[str, str]:
    """The cells of our columns, by name. Raises Invalid."""
    if len(cells) != header.width:
        raise Invalid(f"this line has {len(cells)} fields, but the header has {header.width}")
    cell = {name: cells[position].strip() for name, position in header.positions.items()}
    longest = max(cell, key=lambda name: len(cell[name]))
    if len(cell[longest]) > LONGEST_FIELD:
        raise Invalid(
            f"{longest} has {len(cell[longest])} characters; the maximum is {LONGEST_FIELD}"
        )
    for name, text in cell.items():
        if any(unicodedata.category(character) == "Cc" for character in text):
            raise Invalid(f"{name} contains a line break or another control character")
        for error in line_errors(text):
            raise Invalid(f"{name}: {error}")
    return cell


def conversation_of(cell: dict[str, str], zone: ZoneInfo, now: datetime) -> PastConversation:
    """
    The conversation that the cells describe. Raises Invalid.

    zone: of times without an offset; now: in UTC, as nothing may lie in the future.
    """
    opened_at = _time(cell, "opened_at", zone)
    answered_at = _time(cell, "answered_at", zone) if cell["answered_at"] else None
    lost = answered_at is None and not cell["ended_at"]
    past = PastConversation(
        opened_at=opened_at,
        visitor=_filled(cell, "visitor"),
        respondent=_filled(cell, "respondent") if answered_at else None,
        answered_at=answered_at,
        ended_at=opened_at if lost else _time(cell, "ended_at", zone),
        visitor_messages=_count(cell, "visitor_messages"),
        respondent_messages=_count(cell, "respondent_messages"),
    )
    _check_order(past, now)
    return past


def _check_order(past: PastConversation, now: datetime) -> None:
    if past.opened_at < EARLIEST:
        raise Invalid("opened_at is before 1970")
    if past.answered_at is not None and past.answered_at < past.opened_at:
        raise Invalid("answered_at is before opened_at")
    if past.ended_at < (past.answered_at or past.opened_at):
        raise Invalid(f"ended_at is before {'answered_at' if past.answered_at else 'opened_at'}")
    if past.ended_at > now:
        raise Invalid("ended_at is in the future")


def _time(cell: dict[str, str], name: str, zone: ZoneInfo) -> datetime:
    text = _filled(cell, name)
    try:
        written = datetime.fromisoformat(text)
        meant = (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(UTC)
        exists = written.tzinfo or meant.astimezone(zone).replace(tzinfo=None) == written
    except (ValueError, OverflowError):
        raise Invalid(
            f"{name} is not a time: {text[:40]!r}; write it like 2026-03-29T14:05Z"
        ) from None
    if _is_a_day(text):
        raise Invalid(f"{name} is a day without a time: {text}; write it like 2026-03-29T14:05Z")
    if not exists:
        raise Invalid(
            f"{name} does not exist in {zone.key}, because the clocks went forward: {text}"
        )
    return meant


def _is_a_day(text: str) -> bool:
    """Whether it leaves the time of day open, which would be read as midnight."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _filled(cell: dict[str, str], name: str) -> str:
    if not cell[name]:
        raise Invalid(f"{name} is empty")
    return cell[name]


def _count(cell: dict[str, str], name: str) -> int:
    text = cell[name] or "0"
    small = text.isascii() and text.isdigit() and len(text) <= len(str(MOST_MESSAGES))
    if not small:
        raise Invalid(f"{name} is not a whole number up to {MOST_MESSAGES}: {text[:40]!r}")
    return int(text)
