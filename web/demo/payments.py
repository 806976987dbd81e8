"""The demonstration's money: who the experts are as payees, and what they earn and are paid."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from domain.log.event_log import EventLog
from payments.earnings.earning import Earning, earning_id
from payments.ledger.general_ledger import GENERAL_LEDGER, GeneralLedger
from payments.payees.payee import MANDATE_VERSION
from payments.payees.payee_commands import payee_of
from payments.payees.payee_details import PayeeDetails, missing_details
from payments.weeks import week_of
from web.demo.paid_period import (
    ClosedConversation,
    ContestedConversation,
    PaidPeriod,
    paid_conversations,
)
from web.demo.payee_details import payee_details_of
from web.demo.people import Person
from web.demo.planned import PlannedText
from web.demo.planned_contests import CONTESTS, LATELY, ONE_DAY, contest_texts
from web.marketplace import Marketplace

KeepTexts = Callable[[Sequence[PlannedText]], object]
KeepPayees = Callable[[Mapping[UUID, PayeeDetails]], object]
"""Stores payment details where they are read from, before the log says that they are there."""

WITHOUT_IBAN, WITHOUT_DETAILS = 10, 11
"""The numbers of the experts from whom something is missing: what they earn is withheld."""
SETTLED_AFTER = timedelta(days=45)
"""The last month of a year is closed by then."""
CONTESTED_WITHIN = timedelta(days=4)
"""So recent is the conversation whose contest waits for a decision."""
RECENTLY = timedelta(days=60)


class PaidExperts(NamedTuple):
    """The experts whom a brand pays, and where their private details and texts are kept."""

    marketplace: Marketplace
    brand_id: UUID
    experts: Sequence[Person]
    """In the order in which they joined."""
    keep_texts: KeepTexts
    keep_payees: KeepPayees


def _load_payees(paid: PaidExperts, at: datetime) -> None:
    """Make sure that the experts have payment details, but for two, and gave the mandate."""
    details = {
        expert.id: payee_details_of(expert, number)
        for number, expert in enumerate(paid.experts)
        if number != WITHOUT_DETAILS
    }
    if len(paid.experts) > WITHOUT_IBAN:
        id = paid.experts[WITHOUT_IBAN].id
        details[id] = details[id]._replace(iban="")
    log, payees = paid.marketplace.log, paid.marketplace.payees
    new = {id: known for id, known in details.items() if not payee_of(log, id).version}
    paid.keep_payees(new)
    for id, known in new.items():
        missing = missing_details(known, has_mandate=True)
        payees.grant_mandate(id, MANDATE_VERSION, id, at)
        payees.record_details(id, known.country, missing, id, at)


def load_paid_year(paid: PaidExperts, first_day: date, last_day: date) -> None:
    """Everything that was earned in these days, contested, paid, and closed month by month."""
    marketplace, until = paid.marketplace, last_day + SETTLED_AFTER
    _load_payees(paid, _start_of(first_day))
    if _is_closed_until(marketplace.log, last_day):
        return
    conversations = _until(paid_conversations(marketplace.log, paid.brand_id), last_day)
    contested = [
        ContestedConversation(contest, first)
        for contest in CONTESTS
        if (first := _first_of(contest.month, conversations)) is not None
    ]
    _keep_texts(paid, contested)
    period = PaidPeriod(marketplace, paid.brand_id, conversations, contested, paid_before=until)
    period.run(until)


def load_paid_lately(paid: PaidExperts, today: date) -> None:
    """The last weeks before a day: the last pay run waits, and so does a contest."""
    marketplace = paid.marketplace
    since = _start_of(today) - RECENTLY
    conversations = [
        conversation
        for conversation in paid_conversations(marketplace.log, paid.brand_id)
        if since <= conversation.closed.at < _start_of(today)
    ]
    if not conversations or _is_earned(marketplace.log, conversations[-1].id):
        return  # from here on the jobs and people do the rest
    begins = _start_of(today) - CONTESTED_WITHIN
    contested = [
        ContestedConversation(LATELY, conversation)
        for conversation in conversations
        if conversation.closed.at >= begins
    ][:1]
    _keep_texts(paid, contested)
    last_tuesday = week_of(_start_of(today - 2 * ONE_DAY)).begins_at.date() + ONE_DAY
    period = PaidPeriod(marketplace, paid.brand_id, conversations, contested, last_tuesday)
    period.run(today)


def _keep_texts(paid: PaidExperts, contested: Sequence[ContestedConversation]) -> None:
    texts = [
        text
        for contest, (_, closed, _price) in contested
        for text in contest_texts(paid.brand_id, contest, closed.respondent_id, closed.at)
    ]
    paid.keep_texts(texts)


def _is_earned(log: EventLog, conversation_id: UUID) -> bool:
    return bool(log.load_or_new(Earning, earning_id(conversation_id)).version)


def _is_closed_until(log: EventLog, last_day: date) -> bool:
    ledger = log.load_or_new(GeneralLedger, GENERAL_LEDGER)
    return ledger.closed_through >= f"{last_day:%Y-%m}"


def _until(conversations: Sequence[ClosedConversation], last_day: date) -> list[ClosedConversation]:
    end = _start_of(last_day + ONE_DAY)
    return [conversation for conversation in conversations if conversation.closed.at < end]


def _first_of(month: str, conversations: Sequence[ClosedConversation]) -> ClosedConversation | None:
    """The first of a month in which both sides wrote."""
    for conversation in conversations:
        closed = conversation.closed
        wrote = closed.visitor_messages and closed.respondent_messages
        if wrote and f"{closed.at:%Y-%m}" == month:
            return conversation
    return None


def _start_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
