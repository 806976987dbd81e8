"""docs/events.md, written from the code: the events of each aggregate, and their fields."""

import ast
import inspect
import sys
import textwrap
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin
from uuid import UUID

import click
import msgspec
from msgspec.structs import FieldInfo

from domain.aggregate import Aggregate, Event
from domain.event_registry import AGGREGATE_TYPES
from payments.event_registry import AGGREGATE_TYPES as PAYMENT_AGGREGATE_TYPES
from web.settings import CHECKOUT

CATALOGUE = CHECKOUT / "docs" / "events.md"

OPENING = """\
# Events

<!-- Written by `comptoir describe-events > docs/events.md`: change the code instead. -->

Every event, by aggregate, as it is stored for ever. An event is never changed and never removed.
The [glossary](glossary.md) defines the words.

**How an event is stored.** Under its name and version, such as `Conversation.Claimed.1`, as JSON:
an id is a UUID, a time is in UTC, a day is an ISO date. Beside it the log keeps its position, its
aggregate, its number among the events of that aggregate, when it was recorded, and the metadata of
its commit. An event that changes gets a new version; older ones are upcast when they are read.
`tests/support/recorded_events/` holds a stored sample of every version.

**What every event has.** Beside the fields below, `at`: when it happened, by the clock of the
program that gave the command, or as an import says.

**What no event has.** Messages, the names and addresses of people, or anything else in the words
of those who ask and answer. A person is an id.

**Rule rows.** Some rules span several things. Rows with constraints keep them, written in the same
transaction as the events: a command that breaks a rule writes nothing.

| row | kind | key | holds |
|---|---|---|---|
| reservation | `brand-slug` | a brand's short name | the brand |
| reservation | `subject-slug` | a subject's short name | the subject |
| reservation | `engagement` | brand and member | the terms, paid or volunteer; or a suspension |
| reservation | `ambassador-application` | brand and member | the application that waits |
| reservation | `suspension` | member | the one suspension, and the brand it is for |
| reservation | `attempt` | test, member, and a number from 1 | the attempt of that number |
| reservation | `presence-session` | respondent | the session they are in |
| reservation | `conversation-slot` | respondent, and a number from 1 to 4 | one open conversation |
| reservation | `booking-in-force` | booking | the brand, from the first funding to the end |
| reservation | `booking-running` | booking and its last day | the brand, while the booking pays |
| reservation | `shift-time` | member and a quarter of an hour | the shift taken then |
| reservation | `sale` | digest of brand and order number | the conversation it is credited to |
| reservation | `earning-held` | time until which it is held, earning, currency and net | `all` |
| reservation | `earning-contested` | when it can be decided, and the earning | `all` |
| reservation | `earning-appealed` | the time of the appeal, and the earning | `all` |
| reservation | `unstated` | what no statement lists yet, by time | expert and currency |
| reservation | `statement-account` | an expert and a currency | `all` |
| reservation | `statement-week` | week that a person has closed, until it is | `all` |
| reservation | `statement-of-week` | week, expert, currency, and what it closes with | the week |
| reservation | `earned-with-visitor` | expert and visitor | when the expert last earned by it |
| reservation | `payee-detail` | expert and kind of payment detail | `all`, once it is there |
| reservation | `pay-run` | week and rail | `all` |
| reservation | `pay-run-started` | pay run, while it is carried out | `all` |
| reservation | `pay-run-to-initiate` | started pay run with payouts yet to be initiated | `all` |
| reservation | `payout-open` | when the rail is asked next, and the payout | its pay run |
| reservation | `payout-review` | payout that a person should look at | its pay run |
| reservation | `rail-statement` | rail and month | the rail |
| reservation | `reconciliation-break` | reference that people look after | the rail |
| reservation | `payout-paid` | when it is final, and the payout | `all` |
| reservation | `invoice-issued` | time of issue, series and number | the month of issue |
| reservation | `invoice-of-month` | time of issue, series and number | the month of the earnings |
| reservation | `invoice-of-expert` | time of issue, series and number | the expert |
| reservation | `invoice-of-brand` | time of issue, series and number | the brand |
| reservation | `invoice-run-open` | the month whose invoices are being issued | `all` |
| reservation | `invoiced-earnings` | expert and ledger entry | the month, invoiced up to there |
| balance | `points` | brand, member and month | points credited, points debited |
| balance | `booking-budget` | booking | what was paid in, what is reserved or spent |
| balance | `shifts-held` | member | shifts taken, shifts released |
| balance | `credit-limit` | brand | the limit, what is booked by invoice |
| balance | `gift-stock` | brand and gift | gifts that came in, gifts that went out |
| idempotency key | | a client's key | the digest of the command, and its position |

A *reservation* has one holder at a time, and a *balance* never becomes negative. Both
could be read off the events; the rows save reading them. With an *idempotency key* a
repeated command returns the same position and appends nothing.
"""

CLOSING = """\
## Values

What fields hold that are more than one word, and the lists of words they choose from.
"""

TYPE_NAMES: dict[Any, str] = {
    UUID: "id",
    datetime: "time",
    date: "day",
    str: "text",
    int: "whole number",
    bool: "yes or no",
    NoneType: "nothing",
}


@click.command("describe-events")
@click.option("--check", is_flag=True, help="Check whether docs/events.md is up to date.")
def describe_events(*, check: bool) -> None:
    """
    Write the catalogue of all events to stdout, in Markdown.

    With --check, the exit code is 1 when docs/events.md is out of date.
    """
    if not check:
        click.echo(catalogue(), nl=False)
    elif is_stale(CATALOGUE):
        click.echo(
            "docs/events.md is out of date. Run: comptoir describe-events > docs/events.md",
            err=True,
        )
        sys.exit(1)


def is_stale(path: Path) -> bool:
    """Whether a catalogue says something else than the code, or is not there."""
    return not path.exists() or path.read_text("utf-8") != catalogue()


def catalogue() -> str:
    """All events, by aggregate, and the values they are made of."""
    lines = [OPENING]
    for kind in (*AGGREGATE_TYPES, *PAYMENT_AGGREGATE_TYPES):
        lines += _aggregate(kind)
    lines.append(CLOSING)
    for value in _values():
        lines += _value(value)
    return "\n".join(lines).rstrip("\n") + "\n"


def events_of(kind: type[Aggregate]) -> list[type[Event]]:
    """The events of an aggregate, in the order of its file."""
    members = vars(kind).values()
    return [member for member in members if isinstance(member, type) and issubclass(member, Event)]


def notes_of(kind: type) -> dict[str, str]:
    """What is written under the fields of a record, or under the words of a list, by name."""
    notes = {_declared(field): _text(below) for field, below in pairwise(_body(kind))}
    return {name: note for name, note in notes.items() if name and note}


def _declared(statement: ast.stmt) -> str:
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
            return name
    return ""


@cache
def _body(kind: type) -> list[ast.stmt]:
    [definition] = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(definition, ast.ClassDef)
    return definition.body


def _text(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return _flat(str(statement.value.value))
    return ""


def _flat(text: str) -> str:
    return " ".join(text.split())


# Aggregates and their events.


def _aggregate(kind: type[Aggregate]) -> Iterator[str]:
    yield f"## {kind.__name__}\n"
    yield f"{_flat(inspect.getdoc(inspect.getmodule(kind)) or '')}\n"
    for event in events_of(kind):
        yield f"### {event.__qualname__}\n"
        yield f"{_flat(event.__doc__ or '')}\n"
        yield f"Version {event.VERSION}. {' '.join(_older(event))}".rstrip() + "\n"
        yield from _fields(event)


def _older(event: type[Event]) -> Iterator[str]:
    for version in range(1, event.VERSION):
        yield f"Still read: `{event.__qualname__}.{version}`."


def _fields(struct: type[msgspec.Struct]) -> Iterator[str]:
    fields = [field for field in msgspec.structs.fields(struct) if field.name != "at"]
    notes = notes_of(struct)
    if not fields:
        return
    yield "| field | type | default | |"
    yield "|---|---|---|---|"
    for field in fields:
        cells = (f"`{field.name}`", type_name(field.type), _default(field))
        yield f"| {' | '.join((*cells, notes.get(field.name, '')))} |"
    yield ""


def _default(field: FieldInfo) -> str:
    if field.required:
        return ""
    made = field.default_factory
    default = field.default if made is msgspec.NODEFAULT else made()
    return "nothing" if default is None else f"`{msgspec.json.encode(default).decode()}`"


def type_name(kind: Any) -> str:
    """A type as one says it: id, list of texts, a record's name with a link."""
    if kind in TYPE_NAMES:
        return TYPE_NAMES[kind]
    if isinstance(kind, type) and issubclass(kind, (msgspec.Struct, Enum)):
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    say = {tuple: _tuple_name, dict: _dict_name, Literal: _literal_name}
    return say.get(get_origin(kind), _union_name)(get_args(kind))


def _tuple_name(parts: tuple[Any, ...]) -> str:
    if parts[-1] is Ellipsis:
        return f"list of {type_name(parts[0])}"
    return f"({', '.join(map(type_name, parts))})"


def _dict_name(parts: tuple[Any, ...]) -> str:
    """JSON has only texts for keys, so what they are is for the note beside it to say."""
    return f"{type_name(parts[1])} by key"


def _literal_name(parts: tuple[Any, ...]) -> str:
    return " or ".join(f"`{part}`" for part in parts)


def _union_name(parts: tuple[Any, ...]) -> str:
    return " or ".join(map(type_name, parts))


# The values that fields are made of.


def _values() -> list[type]:
    """Every record and every list of words that an event holds, however deep, by name."""
    types: set[type] = set()
    for kind in (*AGGREGATE_TYPES, *PAYMENT_AGGREGATE_TYPES):
        for event in events_of(kind):
            _gather(event, types)
    return sorted((kind for kind in types if not issubclass(kind, Event)), key=_name)


def _name(kind: type) -> str:
    return kind.__name__


def _gather(kind: Any, types: set[type]) -> None:
    if get_origin(kind) in (tuple, dict, Union, UnionType):
        for part in get_args(kind):
            _gather(part, types)
    elif isinstance(kind, type) and issubclass(kind, (msgspec.Struct, Enum)) and kind not in types:
        types.add(kind)
        for field in _fields_of(kind):
            _gather(field.type, types)


def _fields_of(kind: type) -> tuple[FieldInfo, ...]:
    return msgspec.structs.fields(kind) if issubclass(kind, msgspec.Struct) else ()


def _value(kind: type) -> Iterator[str]:
    yield f"### {kind.__name__}\n"
    if vars(kind).get("__doc__"):
        yield f"{_flat(inspect.getdoc(kind) or '')}\n"
    if issubclass(kind, Enum):
        yield from _choices(kind)
    elif issubclass(kind, msgspec.Struct):
        yield from _tag(kind)
        yield from _fields(kind)


def _tag(struct: type[msgspec.Struct]) -> Iterator[str]:
    if struct.__struct_config__.tag is not None:
        config = struct.__struct_config__
        yield f"Stored with `{config.tag_field}`: `{config.tag}`.\n"


def _choices(choices: type[Enum]) -> Iterator[str]:
    notes = notes_of(choices)
    for choice in choices:
        yield f"- `{choice.value}`" + (f": {notes[choice.name]}" if choice.name in notes else "")
    yield ""
