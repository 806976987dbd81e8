"""What happened to one payout that finance should know: what rails found, and people wrote."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.aggregate import Event
from domain.log.event_log import EventLog
from domain.money import Money
from payments.pay_runs.payout import Payout
from web.http.account_names import account_names, person_name
from web.http.request_context import private_texts
from web.i18n import formats
from web.i18n.language import gettext
from web.pay_runs import labels


class PayoutStep(NamedTuple):
    at: datetime
    sentence: str
    by: str
    """The name of the person; empty when the rail said it."""
    text: str | None
    """What the person wrote; None when it was erased."""
    has_text: bool


def payout_steps(log: EventLog, id: UUID) -> list[PayoutStep]:
    """What happened, the newest first."""
    events = [envelope.data for envelope in log.history(id)]
    shown = [event for event in reversed(events) if type(event) in SENTENCES]
    names = account_names([person for event in shown if (person := getattr(event, "by", None))])
    texts = private_texts().read([text for event in shown if (text := _text_id(event))])
    return [_step(event, names, texts) for event in shown]


def _step(event: Event, names: Mapping[UUID, str], texts: Mapping[UUID, str]) -> PayoutStep:
    by, text_id = getattr(event, "by", None), _text_id(event)
    return PayoutStep(
        event.at,
        SENTENCES[type(event)](event),
        person_name(by, names) if by else "",
        texts.get(text_id) if text_id else None,
        text_id is not None,
    )


def _text_id(event: Event) -> UUID | None:
    return getattr(event, "reason_text_id", None)


def _money(amount: Money) -> str:
    return formats.money(amount.amount, amount.currency)


def _paid(event: Payout.Paid | Payout.PaymentRecorded) -> str:
    return gettext(
        "%(amount)s was paid on %(day)s: %(reference)s",
        amount=_money(event.amount),
        day=formats.day(event.paid_on),
        reference=event.reference,
    )


def _found_paid(event: Payout.FoundPaid) -> str:
    return gettext(
        "Found to be paid on %(day)s from %(account)s: %(reference)s",
        day=formats.day(event.paid_on),
        account=labels.PAID_FROM[event.paid_from],
        reference=event.reference,
    )


def _paid_after_refusal(event: Payout.PaidAfterRefusal) -> str:
    return gettext(
        "The rail paid %(amount)s on %(day)s although it was recorded as not paid: %(reference)s. "
        "It was deducted from what is payable; of it the expert owes %(owed)s.",
        amount=_money(event.amount),
        day=formats.day(event.paid_on),
        reference=event.reference,
        owed=_money(event.owed),
    )


def _further_payment(event: Payout.FurtherPaymentFound) -> str:
    return gettext(
        "The rail made a further payment of %(amount)s on %(day)s: %(reference)s. "
        "It was deducted from what is payable; of it the expert owes %(owed)s.",
        amount=_money(event.amount),
        day=formats.day(event.paid_on),
        reference=event.reference,
        owed=_money(event.owed),
    )


def _partly_reversed(event: Payout.PartlyReversed) -> str:
    return gettext(
        "A part of %(reference)s was reversed: %(left)s is left with the expert. "
        "Add what came back to the account of the expert by a correction.",
        reference=event.reference,
        left=_money(event.left),
    )


def _returned(event: Payout.ReturnRecorded) -> str:
    return gettext(
        "It came back on %(day)s: %(reason)s",
        day=formats.day(event.returned_on),
        reason=labels.BANK_REFUSALS[event.reason],
    )


SENTENCES: Mapping[type[Event], Callable[[Any], str]] = {
    Payout.Stopped: lambda event: gettext("Stopped: %(code)s", code=event.code),
    Payout.Resumed: lambda _: gettext("To be asked again"),
    Payout.Refused: lambda event: gettext("The rail refused it: %(code)s", code=event.code),
    Payout.RefusalRecorded: lambda event: gettext(
        "Not paid: %(reason)s", reason=labels.BANK_REFUSALS[event.reason]
    ),
    Payout.FoundNotPaid: lambda _: gettext("Found not to be paid"),
    Payout.Retried: lambda event: gettext(
        "Tried again, with %(amount)s", amount=_money(event.amount)
    ),
    Payout.Paid: _paid,
    Payout.PaymentRecorded: _paid,
    Payout.FoundPaid: _found_paid,
    Payout.PaidAfterRefusal: _paid_after_refusal,
    Payout.FurtherPaymentFound: _further_payment,
    Payout.DiscrepancyFound: lambda event: gettext(
        "The rail holds something else: %(code)s", code=event.code
    ),
    Payout.Reversed: lambda event: gettext(
        "The rail reversed it: %(reference)s", reference=event.reference
    ),
    Payout.PartlyReversed: _partly_reversed,
    Payout.ReturnRecorded: _returned,
    Payout.Reviewed: lambda _: gettext("Reviewed"),
}
"""The events that are told; the others say only that a rail is being asked."""
