"""Inviting to a call: the members it is for, in their language, once."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from domain.errors import NotFound, NotNow
from domain.money import Money
from domain.recruitment.call_for_experts import CallForExperts
from domain.terms import Paid
from tests.support.people import MANAGER, after
from tests.support.pool_members import CALL, MONTH_S, TEST, member_id
from tests.support.random_commands import opened
from tests.web.recruitment.call_fixture import Casting
from tests.web.shop import settings_at
from web.mail.message import EmailCategory
from web.mail.outbox import EmailStatus, Outbox
from web.mail.unsubscribe import Subscriptions
from web.private_store.store import open_private_store
from web.recruitment.emails import count_emails, key_of, members_written_to
from web.recruitment.invitations import BATCH, InvitationRounds, Inviter


@pytest.fixture
def settings(tmp_path, database_url):
    return replace(settings_at(tmp_path, database_url), public_url="https://counter.example")


@pytest.fixture
def casting(settings):
    store = open_private_store(settings)
    with opened(settings.database_url) as market:
        casting = Casting(market, store)
        casting.open()
        yield casting
    store.close()


@pytest.fixture
def inviter(casting, settings):
    return Inviter(casting.market, casting.store, settings, clock=lambda: after(600))


@pytest.fixture
def invites(casting, inviter):
    def invites(call_id=CALL, **named):
        casting.market.projector.catch_up()
        return inviter.invite(call_id, **named)

    return invites


def invited(casting, call_id=CALL):
    return casting.market.log.load(CallForExperts, call_id).invited


def emails(casting):
    return {
        message.key: message for message in Outbox(casting.store).listed(list(EmailStatus), 999)
    }


def test_those_who_match_are_invited_and_written_to(casting, invites):
    casting.calls()
    for number in range(3):
        casting.joins(number)
    casting.joins(3, languages=("de",))

    assert invites() == (3, 3)
    assert invited(casting) == {member_id(number) for number in range(3)}
    assert emails(casting).keys() == {key_of(CALL, member_id(number)) for number in range(3)}
    assert count_emails(CALL, casting.store)[EmailStatus.WAITING] == 3


def test_who_was_invited_is_not_invited_again_and_who_is_new_is(casting, invites):
    casting.calls()
    casting.joins(0)
    invites()
    casting.joins(1)

    assert invites() == (1, 1)
    assert invites() == (0, 0)
    assert invited(casting) == {member_id(0), member_id(1)}
    assert len(emails(casting)) == 2


def test_those_without_an_account_or_with_a_closed_one_are_not_invited(casting, invites):
    casting.calls()
    casting.crowd.joins(0)
    casting.crowd.joins(1)
    casting.has_account(1, active=False)

    assert invites() == (0, 0)
    assert invited(casting) == set()


def test_those_who_said_no_to_invitations_are_not_invited(casting, invites):
    casting.calls()
    for number in range(2):
        casting.joins(number)
    Subscriptions(casting.store).end(member_id(0), EmailCategory.INVITATION)

    assert invites() == (1, 1)
    assert invited(casting) == {member_id(1)}


def test_who_is_invited_and_has_no_email_gets_it_first(casting, invites):
    casting.calls()
    for number in range(3):
        casting.joins(number)
    casting.market.calls.invite(CALL, [member_id(0), member_id(1)], after(60))

    assert invites() == (1, 3)
    assert members_written_to(CALL, casting.store) == {member_id(number) for number in range(3)}


def test_progress_is_told_from_nothing_to_all(casting, invites):
    casting.calls()
    for number in range(2):
        casting.joins(number)
    steps = []

    invites(advance=lambda *step: steps.append(step))

    assert (steps[0], steps[-1]) == (("invitations", 0, 2), ("invitations", 2, 2))


def test_many_are_invited_in_parts_each_an_event(casting, invites):
    casting.calls()
    casting.fill(range(2 * BATCH + 1))

    assert invites() == (401, 401)
    events = [row.data for row in casting.market.log.history(CALL)]
    assert [
        len(event.member_ids)
        for event in events
        if isinstance(event, CallForExperts.MembersInvited)
    ] == [
        *(200, 200, 1),
    ]


def test_a_closed_call_invites_nobody(casting, invites):
    casting.calls()
    casting.joins(0)
    casting.market.calls.close(CALL, "filled", MANAGER, after(60))

    with pytest.raises(NotNow):
        invites()
    assert emails(casting) == {}


def test_a_call_that_is_not_there_invites_nobody(invites):
    with pytest.raises(NotFound):
        invites(UUID(int=404))


def test_nobody_is_invited_before_the_subject_can_be_named_in_the_email(casting, inviter):
    casting.calls()
    casting.joins(0)
    read_models = casting.market.read_models
    for projection in (read_models.brands, read_models.assessments, read_models.pool):
        casting.market.projector.step(projection)

    with pytest.raises(NotFound, match="subject"):
        inviter.invite(CALL)
    assert invited(casting) == set()

    casting.market.projector.catch_up()
    assert inviter.invite(CALL) == (1, 1)


def test_an_email_says_what_is_offered_before_anybody_joins(casting, invites):
    casting.calls(terms=Paid(Money(250, "EUR"), 20), languages=("fr", "en"))
    casting.joins(0, language="en")

    invites()

    [message] = emails(casting).values()
    assert (message.to, message.language, message.category) == (
        "member0@example.org",
        "en",
        "invitation",
    )
    assert message.subject == "Road Kitchen is looking for experts: Electricity"
    for line in (
        "- Price per conversation, paid by the brand: €2.50",
        "- Comptoir's commission (20%): €0.50",
        "- You receive per conversation: €2.00",
        "Example: 10 conversations earn you €20.00.",
        "Period: 1 June 2026 to 1 July 2026",
        "Languages: French, English",
        f"https://counter.example/tests/{TEST}",
        f"https://counter.example/calls/{CALL}",
        "“Electricity on board”",
        "your profile says that you know about Electricity",
    ):
        assert line in message.text


def test_an_email_is_in_its_readers_language(casting, invites):
    casting.calls()
    casting.joins(0, language="fr")

    invites()

    [message] = emails(casting).values()
    assert message.subject == "Road Kitchen recherche des experts : Électricité"
    assert "- Vous recevez par conversation\xa0: 1,60\xa0€" in message.text


# What the worker does.


def test_the_worker_invites_once_after_a_call_was_published(casting, inviter):
    casting.calls()
    casting.joins(0)
    casting.market.projector.catch_up()

    inviter.invite_where_due()
    assert invited(casting) == {member_id(0)}

    casting.joins(1)
    casting.market.projector.catch_up()
    inviter.invite_where_due()
    assert invited(casting) == {member_id(0)}


def test_the_worker_invites_again_when_somebody_asks(casting, inviter, settings):
    casting.calls()
    casting.market.projector.catch_up()
    inviter.invite_where_due()
    rounds = InvitationRounds(casting.store)
    assert not rounds.is_due(CALL)

    casting.joins(0)
    rounds.request(CALL, after(601))
    assert rounds.is_due(CALL)
    casting.market.projector.catch_up()
    later = Inviter(casting.market, casting.store, settings, lambda: after(700))
    later.invite_where_due()

    assert invited(casting) == {member_id(0)}
    assert not rounds.is_due(CALL)


def test_the_worker_leaves_calls_alone_that_are_over(casting, settings):
    casting.calls()
    casting.joins(0)
    casting.market.projector.catch_up()
    over = after(MONTH_S) + timedelta(seconds=1)

    Inviter(casting.market, casting.store, settings, lambda: over).invite_where_due()

    assert invited(casting) == set()


def test_the_worker_waits_for_pages_that_are_behind(casting, inviter):
    casting.calls()
    casting.joins(0)

    inviter.invite_where_due()

    assert invited(casting) == set()
