"""The delivery core with another kind of delivery than e-mail: calls of a shop's web address."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import Boolean, MetaData, Text, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tests.support.moving_clock import StoppedClock
from tests.support.people import MORNING
from web.delivery.channel import DeliveryColumns
from web.delivery.deliverer import MAX_ATTEMPTS, Deliverer, DeliveryReport, delay_after
from web.delivery.outcomes import (
    ChannelUnavailable,
    DeliveryStatus,
    OutcomeUnknown,
    PermanentFailure,
    TransientFailure,
)
from web.delivery.queue import DeliveryQueue, DeliveryTable
from web.private_store.store import SCHEMA


class Examples(DeclarativeBase):
    metadata = MetaData(schema=SCHEMA)


class Call(DeliveryColumns, Examples):
    __tablename__ = "example_call"

    address: Mapped[str] = mapped_column(Text)
    is_cancelled: Mapped[bool] = mapped_column(Boolean, default=False)
    error: Mapped[str | None] = mapped_column(Text)


calls = Call.__table__
CALLS = DeliveryTable(calls, calls.c.is_cancelled)


class FakeShop:
    """Takes calls, or raises each of its failures once."""

    name = "shop"

    def __init__(self, *failures, known=None):
        self.taken, self._failures, self._known = [], list(failures), known

    def read(self, row):
        if not row.address.startswith("https://"):
            raise ValueError("an address without https")
        return row.address

    def deliver(self, payload):
        if self._failures:
            raise self._failures.pop(0)
        self.taken.append(payload)

    def has(self, key):  # noqa: ARG002 - it answers for all keys
        return self._known

    def close(self): ...


@pytest.fixture
def clock():
    return StoppedClock(MORNING)


@pytest.fixture
def store(store):
    Examples.metadata.create_all(store.engine)
    return store


@pytest.fixture
def put(store):
    def put(number=1, **fields):
        row = {
            "key": f"call/{number}",
            "address": f"https://shop.example/{number}",
            "status": DeliveryStatus.WAITING,
            "attempts": 0,
            "is_cancelled": False,
            **dict.fromkeys(("created_at", "changed_at", "due_at"), MORNING),
        }
        with store.engine.begin() as db:
            db.execute(insert(calls).values({**row, **fields}))

    return put


@pytest.fixture
def deliver(store, clock):
    def deliver(shop):

        return Deliverer(CALLS, replace(store, clock=clock), shop).deliver()

    return deliver


def outcomes(store):
    with store.engine.connect() as db:
        rows = db.execute(select(calls.c.status, calls.c.error).order_by(calls.c.number))
        return [tuple(row) for row in rows]


def test_what_is_due_is_delivered_once(put, deliver, store):
    put(1)
    put(2, due_at=MORNING + timedelta(hours=1))
    shop = FakeShop()

    reports = [deliver(shop), deliver(shop)]

    assert reports == [DeliveryReport(sent=1), DeliveryReport()]
    assert shop.taken == ["https://shop.example/1"]
    assert outcomes(store) == [("sent", None), ("waiting", None)]


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (PermanentFailure("410 gone"), "failed"),
        (TransientFailure("503 busy"), "waiting"),
        (OutcomeUnknown("the line broke"), "unknown"),
    ],
)
def test_each_failure_has_its_outcome(put, deliver, store, failure, status):
    put()

    report = deliver(FakeShop(failure))

    assert report == DeliveryReport(failed=1)
    assert outcomes(store) == [(status, str(failure))]


def test_a_transient_failure_is_tried_again_later_and_fails_in_the_end(put, deliver, store, clock):
    put()
    for attempts in range(1, MAX_ATTEMPTS):
        deliver(FakeShop(TransientFailure("503 busy")))
        assert outcomes(store) == [("waiting", "503 busy")]
        clock.now += delay_after(attempts)

    deliver(FakeShop(TransientFailure("503 busy")))

    assert outcomes(store) == [("failed", "503 busy")]


def test_while_the_other_system_takes_nothing_the_rest_waits(put, deliver, store):
    put(1)
    put(2)

    report = deliver(FakeShop(ChannelUnavailable("no connection")))

    assert report == DeliveryReport(failed=1, is_unavailable=True)
    assert [status for status, _ in outcomes(store)] == ["waiting", "waiting"]


def test_a_system_that_is_away_for_weeks_gets_the_delivery_once_it_is_back(put, deliver, clock):
    put()
    shop = FakeShop(*[ChannelUnavailable("no connection")] * 100)
    for attempts in range(1, 101):
        deliver(shop)
        clock.now += delay_after(attempts)

    report = deliver(shop)

    assert report == DeliveryReport(sent=1)
    assert shop.taken == ["https://shop.example/1"]


@dataclass
class SlowShop(FakeShop):
    """Each call takes twenty seconds."""

    clock: StoppedClock

    def __post_init__(self):
        super().__init__()

    def deliver(self, payload):
        super().deliver(payload)
        self.clock.now += timedelta(seconds=20)


def test_a_run_that_has_lasted_long_enough_leaves_the_rest_to_the_next(put, store, clock):
    for number in range(5):
        put(number)
    deliverer = Deliverer(CALLS, replace(store, clock=clock), SlowShop(clock))

    reports = [deliverer.deliver(longest=timedelta(minutes=1)) for _ in range(3)]

    assert [report.sent for report in reports] == [3, 2, 0]


def test_what_is_not_wanted_any_more_is_suppressed(put, deliver, store):
    put(1, is_cancelled=True)
    put(2)

    assert deliver(FakeShop()) == DeliveryReport(sent=1)
    assert [status for status, _ in outcomes(store)] == ["suppressed", "sent"]


def test_a_row_that_cannot_be_read_fails_alone(put, deliver, store):
    put(1, address="shop")
    put(2)

    report = deliver(FakeShop())

    assert report == DeliveryReport(sent=1, failed=1)
    assert outcomes(store) == [
        ("failed", "it is damaged: an address without https"),
        ("sent", None),
    ]


@pytest.mark.parametrize(
    ("known", "status"), [(None, "unknown"), (True, "sent"), (False, "waiting")]
)
def test_the_delivery_of_a_dead_worker_is_unknown_unless_the_channel_knows(
    put, store, known, status
):
    put()
    DeliveryQueue(CALLS, store, "shop").claim(1, worker_id=7, at=MORNING)

    Deliverer(CALLS, store, FakeShop(known=known)).recover_abandoned()

    assert [row[0] for row in outcomes(store)] == [status]


def test_another_channel_does_not_resolve_what_this_one_may_have_taken(put, store):
    put()
    DeliveryQueue(CALLS, store, "elsewhere").claim(1, worker_id=7, at=MORNING)

    Deliverer(CALLS, store, FakeShop(known=True)).recover_abandoned()

    assert [row[0] for row in outcomes(store)] == ["unknown"]


def test_a_claimed_delivery_is_not_claimed_twice(put, store):
    put()
    queue = DeliveryQueue(CALLS, store, "shop")

    first, second = (queue.claim(1, worker_id=worker, at=MORNING) for worker in (7, 8))

    assert first.address == "https://shop.example/1"
    assert second is None


def test_an_outcome_arrives_after_the_worker_was_taken_for_dead(put, store):
    put()
    queue = DeliveryQueue(CALLS, store, "shop")
    queue.claim(1, worker_id=7, at=MORNING)
    queue.abandon(1, worker_id=7)

    queue.settle(1, 7, DeliveryStatus.SENT)

    assert [row[0] for row in outcomes(store)] == ["sent"]
