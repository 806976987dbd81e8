"""What an event says, as labelled facts: people and brands by name, amounts as people read them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from domain.aggregate import Event
from domain.bookings.funding import FundingMethod
from domain.money import Money
from payments.earnings.earning_rules import ContestReason, EarningRefusalReason
from payments.pay_runs.payout import Rail
from payments.rail_statements.rail_statement import RailAccount
from payments.rail_statements.reconciliation_break import BreakClosingReason
from payments.statements.account_reasons import AdjustmentReason
from web.bookings.labels import METHODS
from web.earnings.labels import CONTEST_REASONS, REFUSALS
from web.http.account_names import account_names, person_name
from web.http.request_context import brand_directory
from web.i18n import formats
from web.i18n.language import gettext, lazy_gettext
from web.i18n.periods import month_text, week_text
from web.pay_runs.labels import BANK_REFUSALS
from web.pay_runs.labels import RAILS as PAYOUT_RAILS
from web.reconciliation.labels import CLOSING_REASONS, RAILS
from web.statements.labels import ADJUSTMENTS

FIELDS: Mapping[str, str] = {
    "brand_id": lazy_gettext("Brand"),
    "expert_id": lazy_gettext("Expert"),
    "respondent_id": lazy_gettext("Respondent"),
    "member_id": lazy_gettext("Ambassador"),
    "amount": lazy_gettext("Amount"),
    "price": lazy_gettext("Price"),
    "commission": lazy_gettext("Commission"),
    "commission_percent": lazy_gettext("Commission (percent)"),
    "net": lazy_gettext("Paid to the expert"),
    "fee": lazy_gettext("Fee"),
    "accrued": lazy_gettext("Settled of accrued fees"),
    "hourly_wage": lazy_gettext("Hourly wage"),
    "unit_cost": lazy_gettext("Cost of the gift"),
    "payable_change": lazy_gettext("Change of what is payable"),
    "owed_change": lazy_gettext("Change of what the expert owes"),
    "opening": lazy_gettext("Opening balance"),
    "adjusted": lazy_gettext("Adjustments"),
    "paid_out": lazy_gettext("Paid out"),
    "recovered": lazy_gettext("Recovered"),
    "closing": lazy_gettext("Closing balance"),
    "points": lazy_gettext("Points"),
    "bonus_points": lazy_gettext("Bonus points"),
    "conversations": lazy_gettext("Conversations"),
    "visitor_messages": lazy_gettext("Messages of the visitor"),
    "respondent_messages": lazy_gettext("Messages of the respondent"),
    "lines": lazy_gettext("Lines"),
    "held_until": lazy_gettext("Held until (UTC)"),
    "answer_until": lazy_gettext("To be answered until (UTC)"),
    "week": lazy_gettext("Week"),
    "month": lazy_gettext("Month"),
    "method": lazy_gettext("Payment method"),
    "rail": lazy_gettext("Paid through"),
    "account": lazy_gettext("Account"),
    "reason": lazy_gettext("Reason"),
    "reasons": lazy_gettext("Reasons"),
    "code": lazy_gettext("Reason given"),
    "reference": lazy_gettext("Reference"),
}
"""By the field of an event, or of a part of it; ids, hashes and places of texts are left out."""
CODES: Mapping[type, Mapping[Any, str]] = {
    AdjustmentReason: ADJUSTMENTS,
    BreakClosingReason: CLOSING_REASONS,
    ContestReason: CONTEST_REASONS,
    EarningRefusalReason: REFUSALS,
    FundingMethod: METHODS,
    Rail: PAYOUT_RAILS,
    RailAccount: RAILS,
}
PERIODS: Mapping[str, Callable[[str], str]] = {"week": week_text, "month": month_text}
PEOPLE = ("expert_id", "respondent_id", "member_id")


class EventFact(NamedTuple):
    """What a field of an event says."""

    label: str
    text: str


def event_facts(event: Event) -> list[EventFact]:
    """In the order of its fields; who did it is not among them."""
    fields = [(name, value) for name, value in _fields_of(event) if name in FIELDS]
    names = account_names(value for name, value in fields if name in PEOPLE)
    facts = (
        EventFact(str(FIELDS[name]), text)
        for name, value in fields
        if (text := _text(name, value, names))
    )
    return list(dict.fromkeys(facts))


def _fields_of(part: msgspec.Struct) -> Iterator[tuple[str, Any]]:
    for name in part.__struct_fields__:
        value = getattr(part, name)
        if isinstance(value, msgspec.Struct) and not isinstance(value, Money):
            yield from _fields_of(value)
        else:
            yield name, value


def _text(name: str, value: object, names: Mapping[UUID, str]) -> str:
    """Empty when there is nothing to say."""
    match value:
        case UUID():
            return _name_of(name, value, names)
        case tuple():
            return _series(name, value, names)
        case str():
            return _word(name, value)
        case _:
            return _figure(value)


def _name_of(name: str, id: UUID, names: Mapping[UUID, str]) -> str:
    if name in PEOPLE:
        return person_name(id, names)
    brand = brand_directory().with_id(id)
    return brand.name if brand else ""


def _series(name: str, values: tuple[object, ...], names: Mapping[UUID, str]) -> str:
    """Codes one after another; of everything else how many."""
    if values and all(isinstance(value, StrEnum) for value in values):
        return formats.series(_text(name, value, names) for value in values)
    return formats.number(len(values))


def _figure(value: object) -> str:
    match value:
        case Money(amount=amount, currency=currency):
            return formats.money(amount, currency)
        case datetime():
            return formats.moment(value, "UTC")
        case int():
            return formats.number(value)
        case _:
            return ""


def _word(name: str, text: str) -> str:
    """Codes without words of ours are left out."""
    if name in PERIODS:
        return PERIODS[name](text)
    words = CODES.get(type(text), BANK_REFUSALS if name == "code" else {})
    if text in words:
        return gettext(str(words[text]))
    return text if name in ("reference", "code") else ""
