"""Earnings in words: why one earns nothing, why it is contested, and where it stands."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from domain.conversations.conversation import Conversation
from domain.errors import translatable
from payments.earnings.earning import Earning, EarningStatus
from payments.earnings.earning_rules import ContestReason, EarningRefusalReason
from web.i18n import formats
from web.i18n.language import gettext

REFUSALS: Mapping[EarningRefusalReason, str] = {
    EarningRefusalReason.VISITOR_WROTE_NOTHING: translatable("the visitor wrote nothing"),
    EarningRefusalReason.RESPONDENT_WROTE_NOTHING: translatable("the expert wrote nothing"),
    EarningRefusalReason.VISITOR_NOT_ANSWERED: translatable("the visitor was not answered"),
    EarningRefusalReason.SAME_VISITOR: translatable(
        "the expert had earned with the same visitor within a day"
    ),
}
CONTEST_REASONS: Mapping[ContestReason, str] = {
    ContestReason.NOT_ANSWERED: translatable("The question was not answered"),
    ContestReason.WRONG_ANSWER: translatable("The answer was wrong"),
    ContestReason.RUDE: translatable("The expert was rude"),
    ContestReason.NOT_GENUINE: translatable("It was not a genuine conversation"),
}


class EarningState(StrEnum):
    """Where the pay of a conversation stands, as lists show it."""

    CHECKED = "checked"
    """It was closed a moment ago, and the rules are about to be checked."""
    IMPORTED = "imported"
    HELD = "held"
    CONTESTED = "contested"
    REFUSED = "refused"
    PAYABLE = "payable"
    IN_TRANSIT = "in_transit"
    PAID = "paid"


STATES: Mapping[EarningState, str] = {
    EarningState.CHECKED: translatable("Being checked"),
    EarningState.IMPORTED: translatable("Imported"),
    EarningState.HELD: translatable("Held"),
    EarningState.CONTESTED: translatable("Contested"),
    EarningState.REFUSED: translatable("Earns nothing"),
    EarningState.PAYABLE: translatable("Payable"),
    EarningState.IN_TRANSIT: translatable("In transit"),
    EarningState.PAID: translatable("Paid"),
}
OF_EARNING: Mapping[EarningStatus, EarningState] = {
    EarningStatus.HELD: EarningState.HELD,
    EarningStatus.CONTESTED: EarningState.CONTESTED,
    EarningStatus.REFUSED: EarningState.REFUSED,
    EarningStatus.RELEASED: EarningState.PAYABLE,
}


class StateText(NamedTuple):
    """Where it stands, and why or until when, in the reader's language."""

    state: EarningState
    why: str

    @property
    def name(self) -> str:
        return gettext(STATES[self.state])


CHECKED_SOON = StateText(EarningState.CHECKED, "")


def imported() -> StateText:
    return StateText(EarningState.IMPORTED, gettext("paid before Comptoir, not contestable"))


def state_of(earning: Earning, zone: str, at: datetime) -> StateText:
    """at: now. Times are shown in the zone."""
    assert earning.status is not None
    return StateText(OF_EARNING[earning.status], _why(earning, zone, at))


def refusals(reasons: tuple[EarningRefusalReason, ...]) -> str:
    return formats.series(gettext(REFUSALS[reason]) for reason in reasons)


def price_moved(event: Conversation.PriceWaived | Conversation.PriceReinstated) -> str:
    """Where the price of a conversation went, or what paid it after all."""
    amount = formats.money(event.price.amount, event.price.currency)
    match event:
        case Conversation.PriceWaived(booking_id=None):
            return gettext("%(amount)s is taken off what the brand owes.", amount=amount)
        case Conversation.PriceWaived():
            return gettext("%(amount)s is in the budget of its booking again.", amount=amount)
        case Conversation.PriceReinstated(booking_id=None):
            return gettext("The brand owes %(amount)s on account.", amount=amount)
        case _:
            return gettext("The budget of its booking paid %(amount)s again.", amount=amount)


def _why(earning: Earning, zone: str, at: datetime) -> str:
    match earning.status:
        case EarningStatus.HELD:
            until = formats.minute(earning.held_until, zone) if earning.held_until else ""
            return gettext("until %(time)s", time=until)
        case EarningStatus.CONTESTED:
            return formats.series(_why_contested(earning, zone, at))
        case EarningStatus.REFUSED:
            return formats.series(part for part in _why_refused(earning, zone, at) if part)
        case _:
            return gettext("the days are over")


def _why_contested(earning: Earning, zone: str, at: datetime) -> tuple[str, str]:
    """Why, and what can follow."""
    assert earning.contest_reason is not None
    because = gettext(CONTEST_REASONS[earning.contest_reason])
    if earning.answer_until and not earning.is_answered and at < earning.answer_until:
        until = formats.minute(earning.answer_until, zone)
        return because, gettext("the expert can answer until %(time)s", time=until)
    return because, gettext("a person is about to decide")


def _why_refused(earning: Earning, zone: str, at: datetime) -> tuple[str, str]:
    """Why, and what can follow."""
    reasons = earning.refusal_reasons
    because = refusals(reasons) if reasons else gettext("the contest was accepted")
    until = earning.appeal_until
    if earning.is_appealed:
        return because, gettext("an appeal is waiting for a decision")
    if earning.was_appealed:
        return because, gettext("the appeal was rejected")
    if until and at <= until:
        return because, gettext("can be appealed until %(time)s", time=formats.minute(until, zone))
    return because, ""
