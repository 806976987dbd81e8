"""What finance asks for and types on the pages of reconciliation."""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from marshmallow import ValidationError

from domain.log.entries import IdempotencyKey
from payments.rail_statements.rail_statement import RailAccount
from payments.rail_statements.reconciliation_break import BreakClosingReason
from web.brands.setting_forms import FieldChecks
from web.http.form_fields import parse_day, text_error, typed_text
from web.i18n.language import gettext
from web.private_store.hashing import keyed_digest
from web.reconciliation.closing import ShownAmounts
from web.reconciliation.presenters import WANTED

LONGEST_TEXT = 2000
AMOUNT = re.compile(r"-?[0-9]{1,15}", re.ASCII)
"""In minor units."""
MOST = 100_000


class ListQuery(NamedTuple):
    """Which items are asked for; what cannot be read counts for nothing, and the day says so."""

    rail: RailAccount
    until: date
    as_of: date | None
    """As known at the end of this day (UTC); None: now."""
    texts: Mapping[str, str]
    errors: Mapping[str, str]
    wanted: str


def read_query(args: Mapping[str, str], today: date) -> ListQuery:
    checks = FieldChecks()
    texts = {name: args.get(name, "").strip() for name in ("until", "as_of")}
    as_of = checks.read("as_of", lambda: parse_day(texts["as_of"])) if texts["as_of"] else None
    texts["until"] = texts["until"] or (as_of or today).isoformat()
    until = checks.read("until", lambda: parse_day(texts["until"])) or today
    rail, wanted = args.get("rail", ""), args.get("show", "")
    return ListQuery(
        RailAccount(rail) if rail in set(RailAccount) else RailAccount.BANK,
        until,
        as_of,
        texts,
        checks.errors,
        wanted if wanted in WANTED else "breaks",
    )


class TypedText(NamedTuple):
    """A note or the reason of a closing, as it was typed, and what is wrong with it."""

    values: dict[str, str]
    errors: dict[str, str]
    reason: BreakClosingReason | None = None
    shown: ShownAmounts | None = None
    """What the page of a closing showed; None: it cannot be read."""


def read_note(form: Mapping[str, str]) -> TypedText:
    values = {name: typed_text(form.get(name, "")) for name in ("note", "form_id")}
    checks, missing = FieldChecks(), gettext("Write what you found.")
    checks.read("note", lambda: _text(values["note"], missing))
    return TypedText(values, checks.errors)


def note_key(break_id: UUID, by: UUID, typed: TypedText, secret_key: str) -> IdempotencyKey:
    """Of one form as it was shown: its note is written once, however often it is sent."""
    digest = keyed_digest("break note", typed.values["note"], secret_key)
    return IdempotencyKey.of(f"note/{break_id}/{by}/{typed.values['form_id'][:40]}/{digest}")


def read_closing(form: Mapping[str, str]) -> TypedText:
    values = {name: typed_text(form.get(name, "")) for name in ("reason", "why")}
    checks, missing = FieldChecks(), gettext("Write why this break is closed.")
    reason = checks.read("reason", lambda: _reason(values["reason"]))
    checks.read("why", lambda: _text(values["why"], missing))
    return TypedText(values, checks.errors, reason, _shown(form))


def _shown(form: Mapping[str, str]) -> ShownAmounts | None:
    sent = [form.get(name, "") for name in ShownAmounts._fields]
    if not all(AMOUNT.fullmatch(text) for text in sent):
        return None
    return ShownAmounts(*map(int, sent))


def _reason(value: str) -> BreakClosingReason:
    if value not in set(BreakClosingReason):
        raise ValidationError(gettext("Choose what the difference is."))
    return BreakClosingReason(value)


def _text(value: str, missing: str) -> str:
    if not value:
        raise ValidationError(missing)
    if len(value) > LONGEST_TEXT:
        raise ValidationError(gettext("Use at most %(n)s characters.", n=LONGEST_TEXT))
    if error := text_error(value):
        raise ValidationError(error)
    return value
