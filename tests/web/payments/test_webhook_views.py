"""What Stripe posts is stored once or refused; nothing is believed that is not signed for us."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from payments.stripe_keys import StripeKeys
from tests.payments.stripe.fake_state import signed
from tests.payments.stripe.world import payout
from tests.web.payments.endpoint import ADDRESS, SECRET
from tests.web.shop import open_shop, settings_at
from web.payments.notifications import notifications

FORGED = "whsec_theirs"


@pytest.fixture
def event(world):
    """A transfer was created."""
    world.deposit()
    world.gateway.transfer(payout(world.expert_account()))
    return world.state.events[-1]


def test_a_notification_is_stored_once_however_often_it_comes(endpoint, event):
    answers = [endpoint.notify(event) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert [answer.json for answer in answers] == [{"stored": True}] + [{"stored": False}] * 2
    assert endpoint.stored() == {event["id"]: "waiting"}


def test_a_notification_is_stored_with_both_times(endpoint, event, world):
    happened_at = world.clock()
    world.pass_time(minutes=3)

    endpoint.notify(event)

    with endpoint.shop.store.engine.connect() as db:
        row = db.execute(select(notifications)).one()
    assert (row.notified_at, row.created_at) == (happened_at, world.clock())


def test_a_notification_needs_neither_account_nor_token_and_sets_no_cookie(endpoint, event):
    answer = endpoint.notify(event)

    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("minutes", "problem"), [(6, "too_old"), (-6, "in_the_future"), (5, None), (-5, None)]
)
def test_a_notification_signed_long_ago_is_refused(endpoint, event, world, minutes, problem):
    answer = endpoint.notify(event, at=world.clock() - timedelta(minutes=minutes))

    assert answer.status_code == (400 if problem else 200)
    assert answer.json.get("problem") == problem
    assert len(endpoint.stored()) == (0 if problem else 1)


def test_a_forged_notification_is_refused(endpoint, event):
    answer = endpoint.notify(event, FORGED)

    assert (answer.status_code, answer.json) == (400, {"problem": "signature_wrong"})
    assert endpoint.stored() == {}


def test_a_notification_with_one_byte_changed_is_refused(endpoint, event, world):
    body, header = signed(event, SECRET, int(world.clock().timestamp()))

    answers = [
        endpoint.post(body.replace(b'"amount": 500', b'"amount": 900'), header),
        endpoint.post(body + b" ", header),
        endpoint.post(body[:-1], header),
    ]

    assert [answer.status_code for answer in answers] == [400] * 3
    assert endpoint.stored() == {}


def test_a_notification_of_live_mode_is_refused_in_test_mode(endpoint, event):
    answer = endpoint.notify(event | {"livemode": True})

    assert (answer.status_code, answer.json) == (400, {"problem": "other_mode"})
    assert endpoint.stored() == {}


def test_a_notification_without_a_signature_is_refused(endpoint):
    answer = endpoint.shop.app.test_client().post(ADDRESS, data=b"{}")

    assert (answer.status_code, answer.json) == (400, {"problem": "signature_missing"})


def test_the_address_of_notifications_shows_nothing(endpoint):
    assert endpoint.shop.app.test_client().get(ADDRESS).status_code == 405


@pytest.mark.parametrize("keys", [None, StripeKeys("sk_test_1")])
def test_without_a_webhook_secret_the_address_does_not_exist(tmp_path, event, world, keys):
    settings = replace(settings_at(tmp_path / "other"), stripe=keys)
    (tmp_path / "other").mkdir()
    body, header = signed(event, SECRET, int(world.clock().timestamp()))

    with open_shop(settings, world.clock) as shop:
        client = shop.app.test_client()
        answer = client.post(ADDRESS, data=body, headers={"Stripe-Signature": header})

    assert answer.status_code == 404


def test_what_was_refused_is_logged_without_its_content(endpoint, event, caplog):
    endpoint.notify(event, FORGED)

    assert caplog.messages == ["A notification was refused: signature_wrong"]
