"""Two months of business in a ledger: in euros and pounds, with a late fact and with points."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

from domain.money import Money
from domain.terms import Paid
from payments.earnings.earning import Earning
from payments.earnings.earning_rules import ConversationPay
from tests.payments.ledger.ledger_fixture import PRICE, closed
from tests.support.people import BRAND, EXPERT, OTHER_EXPERT, euros

RUN = UUID("ac000000-0000-4000-8000-000000000001")
MAY, JUNE = "2026-05", "2026-06"


def on(day, hour=12):
    """A moment of 2026, such as on("05-31")."""
    month, number = map(int, day.split("-"))
    return datetime(2026, month, number, hour, tzinfo=UTC)


CLOSED_AT, RELEASED_AT = on("05-04"), on("05-11")


def pay_of(n, price, expert_id=EXPERT, percent=20):
    commission, net = price.share(percent)
    return ConversationPay(
        conversation_id=uuid5(RUN, str(n)),
        brand_id=BRAND,
        expert_id=expert_id,
        price=price,
        commission=commission,
        net=net,
    )


class Business:
    """What happens at a desk of the ledger, by number of the conversation."""

    def __init__(self, desk):
        self.desk = desk

    def closes(self, n, price=PRICE, at=CLOSED_AT, expert_id=EXPERT):
        self.desk.happens(uuid5(RUN, str(n)), closed(Paid(price, 20), expert_id, at))

    def releases(self, n, price=PRICE, at=RELEASED_AT, expert_id=EXPERT):
        self.desk.earning(Earning.Released, pay_of(n, price, expert_id), at=at)

    def earns(self, n, price=PRICE, at=CLOSED_AT, released_at=RELEASED_AT, expert_id=EXPERT):
        self.closes(n, price, at, expert_id)
        self.releases(n, price, released_at, expert_id)


def two_months(desk):
    """May and June 2026; returns the desk, posted."""
    business = Business(desk)
    desk.pays_in(euros(10_000), at=on("05-02"))
    business.earns(1)
    business.earns(2, euros(645), on("05-20"), on("05-27"))
    business.earns(3, Money(700, "GBP"), on("05-21"), on("06-02"), OTHER_EXPERT)
    desk.earns_points(10, at=on("05-22"))
    business.closes(4, at=on("05-31", 23))
    desk.posted()
    desk.closes_period(MAY, on("06-01"))
    business.closes(5, at=on("05-30"))  # recorded after May was closed
    business.releases(4, at=on("06-07"))
    business.earns(6, Money(301, "GBP"), on("06-03"), on("06-10"), OTHER_EXPERT)
    desk.posted()
    return desk
