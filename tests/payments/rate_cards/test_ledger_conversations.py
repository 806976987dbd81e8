"""The conversations of a month, from the ledger; and that rehearsing them writes nothing."""

from datetime import UTC, datetime
from uuid import uuid4

from domain.money import Money
from domain.terms import Employed, Paid
from payments.earnings.earning import Earning
from payments.earnings.earning_rules import ConversationPay
from payments.rate_cards.ledger_conversations import (
    booked_months,
    conversations_of,
    is_month_closed,
)
from payments.rate_cards.rate_card import RateCard
from payments.rate_cards.rehearsal import RateTotals, rehearse
from tests.support.people import BRAND, EXPERT, OTHER_EXPERT, PAID, VOLUNTARY, euros

OCTOBER, NOVEMBER = datetime(2017, 10, 5, tzinfo=UTC), datetime(2017, 11, 5, tzinfo=UTC)


def conversations(desk, month="2017-10", currency="EUR"):
    desk.posted()
    with desk.database.read() as db:
        return conversations_of(month, currency, db)


def refuses(desk, conversation_id, at):
    commission, net = PAID.price.share(PAID.commission_percent)
    pay = ConversationPay(conversation_id, BRAND, EXPERT, PAID.price, commission, net)
    desk.earning(Earning.Refused, pay, at, reasons=(), appeal_until=at)


def test_a_month_has_its_paid_conversations_with_price_commission_and_expert(desk):
    desk.closes(uuid4(), at=OCTOBER)
    desk.closes(uuid4(), Paid(euros(645), 30), OTHER_EXPERT, OCTOBER)
    desk.closes(uuid4(), at=NOVEMBER)
    desk.closes(uuid4(), Paid(Money(300, "GBP"), 20), at=OCTOBER)
    desk.closes(uuid4(), VOLUNTARY, at=OCTOBER)
    desk.closes(uuid4(), Employed(euros(2000)), at=OCTOBER)

    found = conversations(desk)

    assert [(priced.expert_id, priced.price, priced.commission) for priced in found] == [
        (EXPERT, 200, 40),
        (OTHER_EXPERT, 645, 194),
    ]
    assert [priced.price for priced in conversations(desk, currency="GBP")] == [300]


def test_what_was_taken_back_counts_against_the_month_in_which_it_was(desk):
    first, second = uuid4(), uuid4()
    for conversation_id in (first, second):
        desk.closes(conversation_id, at=OCTOBER)
    refuses(desk, first, OCTOBER)
    refuses(desk, second, NOVEMBER)

    october = rehearse(conversations(desk), RateCard("EUR", 20)).total
    november = rehearse(conversations(desk, "2017-11"), RateCard("EUR", 20)).total

    assert october.actual == october.proposed == RateTotals(1, 200, 40)
    assert november.actual == november.proposed == RateTotals(-1, -200, -40)


def test_the_whole_price_and_no_commission_are_kept_apart(desk):
    desk.closes(uuid4(), Paid(euros(200), 100), at=OCTOBER)
    desk.closes(uuid4(), Paid(euros(200), 0), at=OCTOBER)

    assert [(priced.expert_id, priced.commission) for priced in conversations(desk)] == [
        (None, 200),
        (EXPERT, 0),
    ]


def test_months_are_listed_newest_first_and_say_whether_they_are_closed(desk):
    desk.closes(uuid4(), at=OCTOBER)
    desk.closes(uuid4(), at=NOVEMBER)
    desk.closes_period("2017-10")
    desk.posted()

    with desk.database.read() as db:
        assert booked_months(db) == ["2017-11", "2017-10"]
        assert [is_month_closed(month, db) for month in ("2017-09", "2017-10", "2017-11")] == [
            True,
            True,
            False,
        ]


def test_a_rehearsal_writes_no_event_and_no_entry(desk):
    desk.closes(uuid4(), at=OCTOBER)
    desk.closes_period("2017-10")
    found = conversations(desk)
    before = (desk.log.rows.head(), desk.entries())

    rehearse(found, RateCard("EUR", 25, euros(250)))
    conversations(desk)

    assert (desk.log.rows.head(), desk.entries()) == before
