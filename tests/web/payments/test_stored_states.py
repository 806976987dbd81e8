"""What is stored of payments, on both databases: once, the latest, and never forgotten."""

from datetime import timedelta
from threading import Event
from uuid import UUID

import pytest
from sqlalchemy import select

from payments.gateway_objects import GatewayObject, ObjectType
from payments.stripe_webhooks import StripeNotification
from tests.support.people import BRAND, MORNING, euros
from tests.support.random_commands import opened
from web.delivery.outcomes import DeliveryStatus
from web.jobs.purging import NOTIFICATIONS_STORED_FOR, Purge
from web.payments.gateway_intents import GatewayIntents, IntentKind, IntentState
from web.payments.notification_delivery import notification_deliverer
from web.payments.notifications import NotificationInbox, notifications
from web.payments.object_states import known_object, store_state

FUNDING = UUID("90000000-0000-4000-8000-000000000001")
MINUTE = timedelta(minutes=1)
PAID = GatewayObject("tr_1", ObjectType.TRANSFER, "paid", euros(500), FUNDING)
CREATED = StripeNotification("evt_1", "transfer.created", MORNING, "tr_1", "transfer", None)


class FakeSource:
    """Holds one transfer."""

    def fetch(self, object_type, object_id, account_id=None):
        assert (object_type, object_id, account_id) == (ObjectType.TRANSFER, "tr_1", None)
        return PAID


def test_a_notification_is_stored_once_and_applied_once(store):
    inbox = NotificationInbox(store)

    stored = [inbox.store(CREATED) for _ in range(2)]
    reports = [notification_deliverer(store, FakeSource()).deliver() for _ in range(2)]

    assert stored == [True, False]
    assert [report.sent for report in reports] == [1, 0]
    assert inbox.count() == {DeliveryStatus.SENT: 1}
    with store.engine.connect() as db:
        assert known_object("tr_1", db).object == PAID


def test_the_latest_state_of_an_object_stays(store):
    reversed = PAID._replace(status="reversed", amount=euros(0))
    account = GatewayObject("acct_1", ObjectType.ACCOUNT, "active", None, None)

    with store.engine.begin() as db:
        store_state(account, MORNING, db)
        store_state(PAID, MORNING, db)
        store_state(reversed, MORNING + MINUTE, db)
        store_state(PAID, MORNING, db)

        assert known_object("tr_1", db) == (reversed, MORNING + MINUTE)
        assert known_object("acct_1", db) == (account, MORNING)
        assert known_object("tr_2", db) is None


@pytest.fixture
def intents(store):
    return GatewayIntents(store)


def collection(intents, at=MORNING):
    return intents.state_of(IntentKind.COLLECTION, FUNDING, at)


def test_a_new_intent_is_due_and_was_never_tried(intents):
    assert collection(intents) == IntentState(1, None, MORNING, None)
    assert collection(intents, MORNING + MINUTE) == IntentState(1, None, MORNING, None)


def test_an_intent_keeps_the_time_of_its_first_try(intents):
    collection(intents)
    for minutes in (1, 2):
        at = MORNING + minutes * MINUTE
        intents.begin(IntentKind.COLLECTION, FUNDING, at, at + MINUTE)

    assert collection(intents) == IntentState(1, MORNING + MINUTE, MORNING + 3 * MINUTE, None)


def test_a_refusal_raises_the_attempt(intents):
    collection(intents)
    intents.begin(IntentKind.COLLECTION, FUNDING, MORNING, MORNING + MINUTE)

    intents.refuse(IntentKind.COLLECTION, FUNDING, MORNING + 60 * MINUTE)

    assert collection(intents) == IntentState(2, MORNING, MORNING + 60 * MINUTE, None)


def test_an_intent_stays_what_it_became(intents):
    collection(intents)

    intents.complete(IntentKind.COLLECTION, FUNDING, "pi_1")

    assert collection(intents).object_id == "pi_1"


def test_one_id_may_occur_in_two_kinds(intents):
    intents.state_of(IntentKind.CUSTOMER, BRAND, MORNING)
    intents.state_of(IntentKind.COLLECTION, BRAND, MORNING)

    intents.complete(IntentKind.CUSTOMER, BRAND, "cus_1")

    assert intents.state_of(IntentKind.COLLECTION, BRAND, MORNING).object_id is None


def test_notifications_that_were_applied_are_deleted_after_ninety_days(store, settings):
    NotificationInbox(store).store(CREATED)
    notification_deliverer(store, FakeSource()).deliver()
    with store.engine.connect() as db:
        stored_at = db.scalar(select(notifications.c.created_at))
    over = stored_at + NOTIFICATIONS_STORED_FOR

    with opened(settings.database_url) as market:
        market.projector.catch_up()
        purge = Purge(market, store, settings)
        removed = [purge.purge_expired(at, Event()) for at in (over, over + MINUTE)]

    assert removed == [0, 1]
