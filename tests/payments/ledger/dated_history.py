"""Events on days of our choice, recorded on others, without commands."""

import random
from uuid import UUID, uuid4

from payments.earnings.earning import Earning
from payments.earnings.earning_rules import pay_of
from tests.payments.ledger.ledger_fixture import closed
from tests.support.people import EXPERT, PAID, after, euros
from tests.support.raw_sql import execute

DAY = 86_400
OTHER = UUID("e0000000-0000-4000-8000-000000000002")


def random_history(desk, database_url, seed, days=40):
    """Earnings, releases, contests and points of many days, some recorded much later."""
    chance = random.Random(seed)
    open_pays = []
    for number in range(days):
        head = desk.log.rows.head()
        for _ in range(chance.randrange(4)):
            happened = after((number - chance.choice((0, 0, 0, 3, 9))) * DAY)
            expert_id, price = chance.choice((EXPERT, OTHER)), chance.choice((200, 645, 99))
            conversation_id, terms = uuid4(), PAID.__class__(euros(price), 20)
            desk.happens(conversation_id, closed(terms, expert_id, happened))
            open_pays.append((conversation_id, expert_id, terms))
        if open_pays and chance.random() < 0.6:
            released(desk, *open_pays.pop(0), after(number * DAY))
        if chance.random() < 0.3:
            desk.earns_points(chance.randrange(1, 50), after(number * DAY))
        move_recording(database_url, head, after(number * DAY))
        if number % 10 == 0 or number == days - 1:
            desk.posted()


def released(desk, conversation_id, expert_id, terms, at):
    pay = pay_of(conversation_id, closed(terms, expert_id, at))
    desk.earning(Earning.Released, pay, at)


def move_recording(database_url, head, at):
    microseconds = int(at.timestamp()) * 1_000_000
    execute(
        database_url, "UPDATE events SET recorded_us = ? WHERE position > ?", microseconds, head
    )
