"""Whatever the order, the repetitions and the failures: what is stored is the present state."""

import random
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from domain.bookings.funding import FundingMethod
from payments.gateway import RefundIntent, ReversalIntent
from payments.gateway_objects import CollectionIntent, GatewayObject, ObjectType
from tests.payments.stripe import fake_money_in, fake_money_out
from tests.payments.stripe.fake_state import invalid
from tests.payments.stripe.world import PAYOUT, payout
from tests.support.people import BRAND, euros
from web.delivery.outcomes import DeliveryStatus
from web.payments.notifications import notifications, remove_old_notifications
from web.payments.object_states import store_state


@pytest.fixture
def account(world):
    world.deposit(10_000_000)
    return world.expert_account()


def reverse(world, transfer_id, cents, number):
    intent = ReversalIntent(id=UUID(int=number), amount=euros(cents), transfer_id=transfer_id)
    return world.gateway.reverse(intent)


def test_a_notification_brings_the_state_that_the_object_has_now(endpoint, world, account):
    transfer_id = world.gateway.transfer(payout(account)).reference
    created = world.state.events[-1]
    reverse(world, transfer_id, 200, 7)

    endpoint.notify(created)  # late: the reversal has happened meanwhile
    report = endpoint.apply()

    assert report.sent == 1
    assert endpoint.known(transfer_id) == GatewayObject(
        transfer_id, ObjectType.TRANSFER, "partly_reversed", euros(300), PAYOUT
    )


def test_a_notification_that_comes_twice_is_fetched_once(endpoint, world, account):
    world.gateway.transfer(payout(account))
    for _ in range(2):
        endpoint.notify(world.state.events[-1])

    endpoint.apply()
    endpoint.apply()

    assert world.operations().count("GET /v1/transfers/{transfer}") == 1


def test_a_thin_notification_brings_whether_an_account_can_receive(endpoint, world, account):
    endpoint.notify(world.state.events[-1])

    endpoint.apply()

    assert endpoint.known(account).status == "active"


def test_the_payout_of_an_experts_account_is_fetched_there(endpoint, world, account):
    world.gateway.transfer(payout(account))
    payout_id = fake_money_out.pay_out(world.state, account, 300, "eur")
    fake_money_out.settle_payout(world.state, payout_id, "paid")
    fake_money_out.settle_payout(world.state, payout_id, "failed")

    endpoint.deliver_all(random.Random(1))
    endpoint.apply()

    assert endpoint.known(payout_id).status == "failed"


def test_a_notification_about_what_does_not_concern_us_has_no_effect(endpoint, world, account):
    world.gateway.transfer(payout(account))
    other = world.state.events[-1] | {
        "type": "crystal_ball.cleared",
        "data": {"object": {"id": "ball_1", "object": "crystal_ball"}},
    }
    before = len(world.stripe.requests)

    answer = endpoint.notify(other)
    endpoint.apply()

    assert answer.status_code == 200
    assert endpoint.stored() == {other["id"]: "suppressed"}
    assert endpoint.known_objects() == {}
    assert len(world.stripe.requests) == before


def test_while_stripe_is_away_notifications_wait(endpoint, world, account):
    world.gateway.transfer(payout(account))
    endpoint.notify(world.state.events[-1])
    world.stripe.faults.extend(["503"] * 3)

    away, later = endpoint.apply(), endpoint.apply()
    world.pass_time(minutes=2)
    back = endpoint.apply()

    assert away.is_unavailable
    assert later.sent == 0
    assert back.sent == 1


def test_an_object_that_is_gone_fails_and_is_logged(endpoint, world, account, caplog):
    transfer_id = world.gateway.transfer(payout(account)).reference
    endpoint.notify(world.state.events[-1])
    del world.state.objects["transfer"][transfer_id]

    endpoint.apply()

    assert endpoint.inbox.count() == {DeliveryStatus.FAILED: 1}
    assert caplog.messages == [f"{transfer_id} was not fetched: resource_missing"]


def refuse(*_request, **_in_path):
    raise invalid("Your account may not read this at present.", "account_invalid")


def test_another_refusal_of_the_fetch_is_tried_again(endpoint, world, account):
    world.gateway.transfer(payout(account))
    endpoint.notify(world.state.events[-1])
    retrieve = world.stripe.endpoints["GET /v1/transfers/{transfer}"]
    world.stripe.endpoints["GET /v1/transfers/{transfer}"] = refuse

    endpoint.apply()
    world.stripe.endpoints["GET /v1/transfers/{transfer}"] = retrieve
    world.pass_time(minutes=2)

    assert endpoint.apply().sent == 1


def test_what_a_killed_worker_left_is_applied_again(endpoint, world, account):
    world.gateway.transfer(payout(account))
    endpoint.notify(world.state.events[-1])
    with endpoint.shop.store.engine.begin() as db:
        db.execute(update(notifications).values(status="sending", worker_id=1, backend="stripe"))

    assert endpoint.apply().sent == 1


def test_a_state_fetched_earlier_does_not_replace_a_later_one(endpoint, world):
    now = world.clock()
    later = GatewayObject("tr_1", ObjectType.TRANSFER, "reversed", euros(0), PAYOUT)
    earlier = later._replace(status="paid", amount=euros(500))

    with endpoint.shop.store.engine.begin() as db:
        store_state(later, now, db)
        store_state(earlier, now - timedelta(seconds=1), db)

    assert endpoint.known("tr_1") == later


def test_old_notifications_are_deleted_unless_they_wait_or_failed(endpoint, world, account):
    ids = [world.gateway.transfer(payout(account, id=UUID(int=n))).reference for n in range(3)]
    for event in world.state.events[-3:]:
        endpoint.notify(event)
    del world.state.objects["transfer"][ids[0]]
    endpoint.apply()
    world.gateway.transfer(payout(account, id=UUID(int=9)))
    endpoint.notify(world.state.events[-1])

    with endpoint.shop.store.engine.begin() as db:
        assert remove_old_notifications(world.clock(), db) == 0
        assert remove_old_notifications(world.clock() + timedelta(seconds=1), db) == 2

    assert Counter(endpoint.stored().values()) == {"failed": 1, "waiting": 1}


# Any history, delivered in any order: the state at the end is Stripe's.


class History:
    """Things happen at Stripe, one after the other, to a few objects."""

    def __init__(self, world, account):
        self.world, self.account = world, account
        self.ids = {"transfer": [], "payment": [], "refund": [], "payout": [], "account": []}
        self._numbers = iter(range(1, 10_000))
        self.customer = world.collections.open_customer(BRAND)

    def _id(self):
        return UUID(int=next(self._numbers))

    def _one_of(self, kind, choice):
        return self.ids[kind][choice % len(self.ids[kind])] if self.ids[kind] else None

    def transfer(self, choice):
        made = self.world.gateway.transfer(payout(self.account, 100 + choice, id=self._id()))
        self.ids["transfer"].append(made.reference)

    def reverse(self, choice):
        if transfer_id := self._one_of("transfer", choice):
            reverse(self.world, transfer_id, 30 + choice, next(self._numbers))

    def pay(self, choice):
        intent = CollectionIntent(
            id=self._id(),
            amount=euros(1000),
            customer_id=self.customer,
            method=FundingMethod.BANK_TRANSFER,
        )
        payment_id = self.world.collections.collect(intent).payment_id
        fake_money_in.pay(self.world.state, payment_id, 400 if choice % 2 else None)
        self.ids["payment"].append(payment_id)

    def cancel(self, choice):
        if payment_id := self._one_of("payment", choice):
            fake_money_in.cancel(self.world.state, payment_id)

    def refund(self, choice):
        if payment_id := self._one_of("payment", choice):
            intent = RefundIntent(id=self._id(), amount=euros(100), payment_id=payment_id)
            made = self.world.gateway.refund(intent)
            self.ids["refund"] += [made.reference] if hasattr(made, "reference") else []

    def settle(self, choice):
        if refund_id := self._one_of("refund", choice):
            status = ("succeeded", "failed")[choice % 2]
            fake_money_out.settle_refund(self.world.state, refund_id, status)

    def payout(self, choice):
        if (payout_id := self._one_of("payout", choice)) is None:
            payout_id = fake_money_out.pay_out(self.world.state, self.account, 50, "eur")
            self.ids["payout"].append(payout_id)
        status = ("paid", "failed")[choice % 2]
        fake_money_out.settle_payout(self.world.state, payout_id, status)

    def account(self, choice):
        """Another than ours, which transfers need to be active."""
        if not self.ids["account"]:
            self.ids["account"].append(self.world.expert_account())
        status = ("active", "restricted", "rejected")[choice % 3]
        fake_money_in.set_account_status(self.world.state, self.ids["account"][0], status)

    def present_states(self):
        """What Stripe would answer now about all that it has notified us of."""
        notified = {
            (about["id"], about.get("object") or about["type"], event.get("account"))
            for event in self.world.state.events
            for about in [event.get("related_object") or event["data"]["object"]]
        }
        return [
            self.world.objects.fetch(ObjectType(kind), id, owner) for id, kind, owner in notified
        ]


ACTS = (
    History.transfer,
    History.reverse,
    History.pay,
    History.cancel,
    History.refund,
    History.settle,
    History.payout,
    History.account,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 50)), min_size=1, max_size=20),
    st.integers(0, 2**32),
)
def test_the_final_state_does_not_depend_on_the_order_of_notifications(endpoint, acts, seed):
    world, draw = endpoint.start_over(), random.Random(seed)
    world.deposit(10_000_000)
    history = History(world, world.expert_account())
    for act, choice in acts:
        act(history, choice)
        world.pass_time(seconds=1)
        if not choice % 7:  # some are applied in between, before more happens
            endpoint.deliver_all(draw)
            endpoint.apply()

    endpoint.deliver_all(draw)
    endpoint.apply()

    for found in history.present_states():
        assert endpoint.known(found.object_id) == found
    assert set(endpoint.stored().values()) <= {"sent", "suppressed"}
