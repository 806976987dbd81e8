"""Inviting to a call: the members it is for, in their language, once."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from domain.errors import NotFound, NotNow
from domain.money import Money
from domain.recruitment.call_for_experts import CallForExperts
from domain.terms import Paid
from tests.support.people import MANAGER, after
from tests.support.pool_members import CALL, MONTH_S, TEST, member_id
from tests.support.random_commands import opened
from tests.web.recruitment.call_fixture import CallScenario
from tests.web.shop import settings_at
from web.delivery.outcomes import DeliveryStatus
from web.mail.message import EmailCategory
from web.mail.outbox import Outbox
from web.mail.unsubscribe import Subscriptions
from web.private_store.accounts import Account
from web.private_store.store import open_private_store
from web.recruitment.emails import count_emails, key_of, members_written_to
from web.recruitment.invitations import BATCH, InvitationRounds, Inviter


def at(scenario, moment):
    """The scenario's marketplace with a clock that stands."""
    return replace(scenario.market, clock=lambda: moment)


@pytest.fixture
def settings(tmp_path, database_url):
    return replace(settings_at(tmp_path, database_url), public_url="https://counter.example")


@pytest.fixture
def scenario(settings):
    store = open_private_store(settings)
    with opened(settings.database_url) as market:
        scenario = CallScenario(market, store)
        scenario.open()
        yield scenario
    store.close()


@pytest.fixture
def inviter(scenario, settings):
    return Inviter(at(scenario, after(600)), scenario.store, settings)


@pytest.fixture
def invites(scenario, inviter):
    def invites(call_id=CALL, **named):
        scenario.market.projector.catch_up()
        return inviter.invite(call_id, **named)

    return invites


def invited(scenario, call_id=CALL):
    return scenario.market.log.load(CallForExperts, call_id).invited


def emails(scenario):
    return {
        message.key: message
        for message in Outbox(scenario.store).emails_with_status(list(DeliveryStatus), 999)
    }


def test_matching_members_are_invited_and_get_emails(scenario, invites):
    scenario.calls()
    for number in range(3):
        scenario.joins(number)
    scenario.joins(3, languages=("de",))

    assert invites() == (3, 3)
    assert invited(scenario) == {member_id(number) for number in range(3)}
    assert emails(scenario).keys() == {key_of(CALL, member_id(number)) for number in range(3)}
    assert count_emails(CALL, scenario.store)[DeliveryStatus.WAITING] == 3


def test_only_new_members_are_invited_in_a_later_round(scenario, invites):
    scenario.calls()
    scenario.joins(0)
    invites()
    scenario.joins(1)

    assert invites() == (1, 1)
    assert invites() == (0, 0)
    assert invited(scenario) == {member_id(0), member_id(1)}
    assert len(emails(scenario)) == 2


def test_members_without_an_active_account_are_not_invited(scenario, invites):
    scenario.calls()
    scenario.crowd.joins(0)
    scenario.crowd.joins(1)
    scenario.has_account(1, active=False)

    assert invites() == (0, 0)
    assert invited(scenario) == set()


def test_members_who_declined_invitations_are_not_invited(scenario, invites):
    scenario.calls()
    for number in range(2):
        scenario.joins(number)
    Subscriptions(scenario.store).end(member_id(0), EmailCategory.INVITATION)

    assert invites() == (1, 1)
    assert invited(scenario) == {member_id(1)}


def test_invited_members_without_an_email_get_it_first(scenario, invites):
    scenario.calls()
    for number in range(3):
        scenario.joins(number)
    scenario.market.calls.invite(CALL, [member_id(0), member_id(1)], after(60))

    assert invites() == (1, 3)
    assert members_written_to(CALL, scenario.store) == {member_id(number) for number in range(3)}


def test_an_address_that_no_server_takes_stops_no_other_invitation(scenario, inviter):
    scenario.calls()
    for number in range(3):
        scenario.joins(number)
    with scenario.store.engine.begin() as db:
        db.execute(update(Account).where(Account.id == member_id(1)).values(email="root"))
    scenario.market.projector.catch_up()

    inviter.invite_where_due()

    assert invited(scenario) == members_written_to(CALL, scenario.store)
    assert invited(scenario) == {member_id(0), member_id(2)}
    assert not InvitationRounds(scenario.store).is_due(CALL)


def test_progress_is_reported_from_zero_to_all(scenario, invites):
    scenario.calls()
    for number in range(2):
        scenario.joins(number)
    steps = []

    invites(advance=lambda *step: steps.append(step))

    assert (steps[0], steps[-1]) == (("invitations", 0, 2), ("invitations", 2, 2))


def test_many_members_are_invited_in_batches(scenario, invites):
    scenario.calls()
    scenario.fill(range(2 * BATCH + 1))

    assert invites() == (401, 401)
    events = [row.data for row in scenario.market.log.history(CALL)]
    assert [
        len(event.member_ids)
        for event in events
        if isinstance(event, CallForExperts.MembersInvited)
    ] == [
        *(200, 200, 1),
    ]


def test_a_closed_call_sends_no_invitations(scenario, invites):
    scenario.calls()
    scenario.joins(0)
    scenario.market.calls.close(CALL, "filled", MANAGER, after(60))

    with pytest.raises(NotNow):
        invites()
    assert emails(scenario) == {}


def test_an_unknown_call_is_refused(invites):
    with pytest.raises(NotFound):
        invites(UUID(int=404))


def test_invitations_wait_for_the_name_of_the_subject(scenario, inviter):
    scenario.calls()
    scenario.joins(0)
    read_models = scenario.market.read_models
    for projection in (read_models.brands, read_models.assessments, read_models.pool):
        scenario.market.projector.step(projection)

    with pytest.raises(NotFound, match="subject"):
        inviter.invite(CALL)
    assert invited(scenario) == set()

    scenario.market.projector.catch_up()
    assert inviter.invite(CALL) == (1, 1)


def test_an_invitation_states_the_terms(scenario, invites):
    scenario.calls(terms=Paid(Money(250, "EUR"), 20), languages=("fr", "en"))
    scenario.joins(0, language="en")

    invites()

    [message] = emails(scenario).values()
    assert (message.to, message.language, message.category) == (
        "member0@example.org",
        "en",
        "invitation",
    )
    assert message.subject == "Road Kitchen is looking for experts: Electricity"
    for line in (
        "- Price per conversation, paid by the brand: €2.50",
        "- Comptoir's commission (20%): €0.50",
        "- Paid to the expert per conversation: €2.00",
        "Example: 10 conversations earn €20.00. Amounts include VAT where it applies.",
        "Period: 1 June 2026 to 1 July 2026",
        "Languages: French, English",
        f"https://counter.example/tests/{TEST}",
        f"https://counter.example/calls/{CALL}",
        "“Electricity on board”",
        "your profile says that you know about Electricity",
    ):
        assert line in message.text


def test_an_email_is_in_its_readers_language(scenario, invites):
    scenario.calls()
    scenario.joins(0, language="fr")

    invites()

    [message] = emails(scenario).values()
    assert message.subject == "Road Kitchen recherche des experts : Électricité"
    assert "- Versé à l’expert par conversation\xa0: 1,60\xa0€" in message.text


# What the worker does.


def test_the_worker_invites_once_after_a_call_was_published(scenario, inviter):
    scenario.calls()
    scenario.joins(0)
    scenario.market.projector.catch_up()

    inviter.invite_where_due()
    assert invited(scenario) == {member_id(0)}

    scenario.joins(1)
    scenario.market.projector.catch_up()
    inviter.invite_where_due()
    assert invited(scenario) == {member_id(0)}


def test_the_worker_invites_again_on_request(scenario, inviter, settings):
    scenario.calls()
    scenario.market.projector.catch_up()
    inviter.invite_where_due()
    rounds = InvitationRounds(scenario.store)
    assert not rounds.is_due(CALL)

    scenario.joins(0)
    rounds.request(CALL, after(601))
    assert rounds.is_due(CALL)
    scenario.market.projector.catch_up()
    later = Inviter(at(scenario, after(700)), scenario.store, settings)
    later.invite_where_due()

    assert invited(scenario) == {member_id(0)}
    assert not rounds.is_due(CALL)


@dataclass
class BusyCalls:
    """Commands of calls that find too many other writers, for one call."""

    calls: object
    busy: UUID

    def invite(self, call_id, member_ids, at):
        if call_id == self.busy:
            raise NotNow("Too many people are writing.")
        return self.calls.invite(call_id, member_ids, at)


def test_a_round_that_is_refused_for_a_moment_stays_due_and_delays_no_other(scenario, settings):
    other = UUID(int=CALL.int + 1)
    for call_id in (CALL, other):
        scenario.calls(call_id)
    scenario.joins(0)
    scenario.market.projector.catch_up()
    market = at(scenario, after(600))
    busy = replace(market, calls=BusyCalls(market.calls, min(CALL, other)))

    with pytest.raises(NotNow):
        Inviter(busy, scenario.store, settings).invite_where_due()

    rounds = InvitationRounds(scenario.store)
    assert [rounds.is_due(call_id) for call_id in sorted((CALL, other))] == [True, False]
    scenario.market.projector.catch_up()
    Inviter(market, scenario.store, settings).invite_where_due()
    assert invited(scenario, CALL) == invited(scenario, other) == {member_id(0)}


def test_the_worker_ignores_ended_calls(scenario, settings):
    scenario.calls()
    scenario.joins(0)
    scenario.market.projector.catch_up()
    over = after(MONTH_S) + timedelta(seconds=1)

    Inviter(at(scenario, over), scenario.store, settings).invite_where_due()

    assert invited(scenario) == set()


def test_the_worker_waits_for_read_models_that_are_behind(scenario, inviter):
    scenario.calls()
    scenario.joins(0)

    inviter.invite_where_due()

    assert invited(scenario) == set()
