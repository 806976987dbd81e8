"""A notification is verified on its bytes, and read as a pointer to an object."""

import json
import time
from datetime import timedelta

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from payments.stripe_webhooks import (
    StripeNotification,
    WebhookProblem,
    WebhookReader,
    WebhookRefused,
)
from tests.payments.stripe import fake_money_in, fake_money_out
from tests.payments.stripe.fake_state import signed
from tests.payments.stripe.world import payout
from tests.support.people import MORNING

SECRET, OLD_SECRET, FORGED = "whsec_ours", "whsec_before", "whsec_theirs"
NOW = MORNING
SIGNED_AT = int(NOW.timestamp())
READER = WebhookReader([SECRET], is_live=False)
SNAPSHOT = {
    "id": "evt_1",
    "object": "event",
    "created": SIGNED_AT,
    "data": {"object": {"id": "tr_1", "object": "transfer"}},
    "livemode": False,
    "type": "transfer.created",
}
THIN = {
    "id": "evt_2",
    "object": "v2.core.event",
    "created": "2026-06-01T09:00:00.000Z",
    "related_object": {
        "id": "acct_1",
        "type": "v2.core.account",
        "url": "/v2/core/accounts/acct_1",
    },
    "livemode": False,
    "type": "v2.core.account[requirements].updated",
}


def read(event, secret=SECRET, at=SIGNED_AT, reader=READER, now=NOW):
    body, header = signed(event, secret, at)
    return reader.read(body, header, now)


def problem_of(body, header, now=NOW, reader=READER):
    with pytest.raises(WebhookRefused) as refused:
        reader.read(body, header, now)
    return refused.value.problem


def test_a_snapshot_event_is_a_pointer_to_its_object():
    assert read(SNAPSHOT) == StripeNotification(
        "evt_1", "transfer.created", NOW, "tr_1", "transfer", None
    )


def test_a_thin_event_is_a_pointer_to_its_object():
    assert read(THIN) == StripeNotification(
        "evt_2", "v2.core.account[requirements].updated", NOW, "acct_1", "v2.core.account", None
    )


def test_an_event_of_a_connected_account_names_it():
    assert read(SNAPSHOT | {"account": "acct_7"}).account_id == "acct_7"
    assert read(THIN | {"context": "acct_7"}).account_id == "acct_7"


def test_an_event_about_no_object_of_its_own_points_to_none():
    balance = SNAPSHOT | {"data": {"object": {"object": "balance"}}}
    without = {name: value for name, value in THIN.items() if name != "related_object"}

    assert read(balance).object_id == ""
    assert read(without).object_id == ""


def test_a_type_that_we_do_not_know_is_read_like_any_other():
    assert read(SNAPSHOT | {"type": "crystal_ball.cleared"}).type == "crystal_ball.cleared"


def test_all_events_of_the_fake_can_be_read(world):
    world.deposit()
    account = world.expert_account()
    world.gateway.transfer(payout(account))
    fake_money_out.settle_payout(
        world.state, fake_money_out.pay_out(world.state, account, 300, "eur"), "failed"
    )
    fake_money_in.set_account_status(world.state, account, "restricted")

    notifications = [read(event) for event in world.state.events]

    assert [notification.object_type for notification in notifications] == [
        "v2.core.account",
        "transfer",
        "payout",
        "payout",
        "v2.core.account",
    ]


# Signatures.


def test_our_signatures_are_those_of_the_sdk():
    body, header = signed(SNAPSHOT, SECRET, int(time.time()))

    assert stripe.Webhook.construct_event(body, header, SECRET, api_key="sk_test_1").id == "evt_1"


def test_a_forged_signature_is_refused():
    assert problem_of(*signed(SNAPSHOT, FORGED, SIGNED_AT)) is WebhookProblem.SIGNATURE_WRONG


def test_both_secrets_hold_while_one_is_renewed():
    reader = WebhookReader([SECRET, OLD_SECRET], is_live=False)

    assert read(SNAPSHOT, OLD_SECRET, reader=reader) == read(SNAPSHOT, SECRET, reader=reader)


def test_one_of_several_signatures_is_enough():
    body, header = signed(SNAPSHOT, SECRET, SIGNED_AT)
    renewed = header.replace("v1=", "v1=00ff,v1=")

    assert READER.read(body, renewed, NOW).event_id == "evt_1"


def test_the_signature_of_an_older_scheme_is_refused():
    body, header = signed(SNAPSHOT, SECRET, SIGNED_AT)

    assert problem_of(body, header.replace("v1=", "v0=")) is WebhookProblem.SIGNATURE_MISSING


BODY, HEADER = signed(SNAPSHOT, SECRET, SIGNED_AT)


@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_a_body_with_one_byte_changed_is_refused(place, change):
    changed = bytearray(BODY)
    changed[place] ^= change

    assert problem_of(bytes(changed), HEADER) is WebhookProblem.SIGNATURE_WRONG


@given(st.integers(0, len(HEADER) - 1), st.characters(max_codepoint=300))
def test_a_header_with_one_character_changed_never_means_another_body(place, character):
    changed = HEADER[:place] + character + HEADER[place + 1 :]

    try:
        notification = READER.read(BODY, changed, NOW)
    except WebhookRefused:
        return
    assert notification.event_id == "evt_1"


def test_a_body_with_a_space_added_is_refused():
    assert problem_of(BODY + b" ", HEADER) is WebhookProblem.SIGNATURE_WRONG


@pytest.mark.parametrize(
    "header", ["", "t=1", "v1=ab", "nothing", "t=x,v1=ab", "t=1,t=2,v1=ab", "t=-1,v1=ab", "=,="]
)
def test_a_header_without_time_or_signature_is_refused(header):
    assert problem_of(BODY, header) is WebhookProblem.SIGNATURE_MISSING


@pytest.mark.parametrize(
    ("late_s", "problem"),
    [
        (300, None),
        (301, WebhookProblem.TOO_OLD),
        (86_400, WebhookProblem.TOO_OLD),
        (-300, None),
        (-301, WebhookProblem.IN_THE_FUTURE),
    ],
)
def test_a_signature_holds_for_five_minutes_in_both_directions(late_s, problem):
    now = NOW + timedelta(seconds=late_s)

    if problem is None:
        assert READER.read(BODY, HEADER, now).event_id == "evt_1"
    else:
        assert problem_of(BODY, HEADER, now) is problem


def test_a_forged_signature_does_not_tell_whether_it_is_too_old():
    body, header = signed(SNAPSHOT, FORGED, 1)

    assert problem_of(body, header) is WebhookProblem.SIGNATURE_WRONG


@pytest.mark.parametrize("secrets", [[], [""], [SECRET, ""]])
def test_a_reader_needs_secrets(secrets):
    with pytest.raises(ValueError, match="secret"):
        WebhookReader(secrets, is_live=False)


# What is signed, but is not for us.


@pytest.mark.parametrize("event", [SNAPSHOT, THIN])
@pytest.mark.parametrize("is_live", [True, False])
def test_test_and_live_are_never_mixed(event, is_live):
    reader = WebhookReader([SECRET], is_live=is_live)
    other_mode = signed(event | {"livemode": not is_live}, SECRET, SIGNED_AT)

    assert problem_of(*other_mode, reader=reader) is WebhookProblem.OTHER_MODE
    assert read(event | {"livemode": is_live}, reader=reader).event_id == event["id"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "{}",
        "{",
        '"event"',
        json.dumps(SNAPSHOT | {"object": "invoice"}),
        json.dumps(SNAPSHOT | {"data": {}}),
        json.dumps(SNAPSHOT | {"data": {"object": "tr_1"}}),
        json.dumps(SNAPSHOT | {"id": 7}),
        json.dumps(SNAPSHOT | {"account": 7}),
        json.dumps(SNAPSHOT | {"created": "yesterday"}),
        json.dumps(SNAPSHOT | {"created": 10**20}),
        json.dumps(SNAPSHOT | {"livemode": "false"}),
        json.dumps(THIN | {"created": "2026-06-01T09:00:00"}),
        json.dumps(THIN | {"related_object": ["acct_1"]}),
    ],
)
def test_what_is_no_event_is_refused(body):
    header = stripe.WebhookSignature.generate_signature_header(body, SECRET, timestamp=SIGNED_AT)

    problems = (WebhookProblem.UNREADABLE, WebhookProblem.OTHER_MODE)
    assert problem_of(body.encode(), header) in problems


def test_bytes_that_are_no_text_are_refused():
    assert problem_of(b"\xff\xfe", HEADER) is WebhookProblem.SIGNATURE_WRONG
