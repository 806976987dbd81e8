"""The e-mails about applications and joined calls: one each, to the member."""

import re
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, update

from domain.brands.brand import Criterion
from domain.money import Money
from domain.terms import Paid, Voluntary
from tests.support.people import MANAGER, MORNING, after
from tests.support.pool_members import CALL, member_id
from tests.support.private_texts import stored_text
from tests.support.random_commands import opened
from tests.support.reactions import WatchedReactor, linked_paths, pages_at
from tests.web.recruitment.call_fixture import CallScenario
from web.mail.message import EmailCategory
from web.private_store.accounts import Account
from web.private_store.store import open_private_store
from web.recruitment.reactors import RecruitmentEmails

APPLICATION = UUID("aa000000-0000-4000-8000-000000000001")
REASON = "We looked for you on the exchange and did not find you."
MOTIVATION = "We have exchanged homes since 2011."


@pytest.fixture
def scenario(settings):
    store = open_private_store(settings)
    with opened(settings.database_url) as market:
        scenario = CallScenario(market, store)
        scenario.open()
        market.brands.set_ambassador_criteria(
            scenario.brand_id, [Criterion("home_exchanges", 2)], MANAGER, MORNING
        )
        yield scenario
    store.close()


@pytest.fixture
def emails(scenario, settings):
    reactor = RecruitmentEmails(scenario.market, scenario.store, settings).reactor
    return WatchedReactor(reactor, scenario.market, scenario.store)


@pytest.fixture
def apply(scenario):
    """A member applies to the brand."""

    def apply(language="en"):
        applicant_id = scenario.joins(0, language=language)
        text_id = stored_text(scenario.store, MOTIVATION, APPLICATION, applicant_id, after(60))
        scenario.market.applications.submit(
            APPLICATION,
            scenario.brand_id,
            applicant_id,
            {"home_exchanges": 5},
            after(60),
            text_id=text_id,
        )
        return applicant_id

    return apply


def reject(scenario, applicant_id):
    text_id = stored_text(scenario.store, REASON, APPLICATION, applicant_id, after(120))
    scenario.market.applications.reject(APPLICATION, "not_verified", text_id, MANAGER, after(120))


def join(scenario, language="en", **fields):
    """A qualified member joins a call."""
    joining_id = scenario.joins(0, language=language)
    scenario.crowd.qualifies(0)
    scenario.market.calls.join(scenario.calls(**fields), joining_id, after(120))


def assert_written_to_member(message, language):
    assert (message.to, message.account_id) == ("member0@example.org", member_id(0))
    assert (message.category, message.language) == (EmailCategory.ACCOUNT, language)
    greeting = {"en": "Hello Member 0,\n\n", "fr": "Bonjour Member 0,\n\n"}[language]
    assert message.text.startswith(greeting)
    assert REASON not in message.text
    assert MOTIVATION not in message.text


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        (
            "en",
            "Welcome to the ambassadors of Road Kitchen",
            "Road Kitchen has accepted your application: you are now one of its ambassadors.",
        ),
        (
            "fr",
            "Bienvenue parmi les ambassadeurs de la marque Road Kitchen",
            "Road Kitchen a accepté votre candidature\xa0: vous faites maintenant partie de ses",
        ),
    ],
)
def test_an_accepted_application_causes_an_email(
    scenario, emails, apply, app, language, subject, sentence
):
    apply(language)

    scenario.market.applications.accept(APPLICATION, 12, MANAGER, after(120))

    message = emails.only_email()
    assert_written_to_member(message, language)
    assert message.subject == subject
    assert sentence in message.text
    assert re.search(r": 12\n.*10.* 120", message.text)
    assert linked_paths(message.text) == ["/me/brands"]
    assert pages_at(["/me/brands"], app) == ["own_engagements.show_engagements"]


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        (
            "en",
            "Your application to Road Kitchen",
            "Road Kitchen has not accepted your application.",
        ),
        (
            "fr",
            "Votre candidature auprès de la marque Road Kitchen",
            "Road Kitchen n’a pas accepté votre candidature.",
        ),
    ],
)
def test_a_rejected_application_causes_an_email_without_the_reason(
    scenario, emails, apply, app, language, subject, sentence
):
    applicant_id = apply(language)

    reject(scenario, applicant_id)

    message = emails.only_email()
    assert_written_to_member(message, language)
    assert message.subject == subject
    assert sentence in message.text
    assert linked_paths(message.text) == ["/brands-to-help"]
    assert pages_at(["/brands-to-help"], app) == ["helping.show_brands"]


def test_a_withdrawn_application_causes_no_email(scenario, emails, apply):
    scenario.market.applications.withdraw(APPLICATION, apply(), after(120))

    assert emails.emails() == []


@pytest.mark.parametrize(
    ("language", "subject", "sentences"),
    [
        (
            "en",
            "You joined the call for experts of Road Kitchen",
            (
                "You can now answer its visitors' questions about Electricity.",
                "- Paid to the expert per conversation: €2.00\n",
                "Period: 1 June 2026 to 1 July 2026",
            ),
        ),
        (
            "fr",
            "Vous avez rejoint l’appel à experts de la marque Road Kitchen",
            (
                "répondre aux questions de ses visiteurs sur le sujet «\xa0Électricité\xa0».",
                "2,00\xa0€\n",
                "Période\xa0: du 1er juin 2026 au 1er juillet 2026",
            ),
        ),
    ],
)
def test_a_joined_call_causes_an_email_with_its_terms(
    scenario, emails, app, language, subject, sentences
):
    join(scenario, language, terms=Paid(Money(250, "EUR"), 20))

    message = emails.only_email()
    assert_written_to_member(message, language)
    assert message.subject == subject
    assert [sentence for sentence in sentences if sentence not in message.text] == []
    paths = ["/me/brands", f"/calls/{CALL}"]
    assert linked_paths(message.text) == paths
    assert pages_at(paths, app) == ["own_engagements.show_engagements", "open_calls.show_call"]


def test_each_member_who_joins_gets_an_email_about_their_call(scenario, emails):
    join(scenario)
    other_call = scenario.calls(uuid4(), terms=Voluntary(12))
    scenario.joins(1)
    scenario.crowd.qualifies(1)
    scenario.market.calls.join(other_call, member_id(1), after(180))

    first, second = emails.emails()

    assert (first.to, second.to) == ("member0@example.org", "member1@example.org")
    assert linked_paths(first.text)[-1] == f"/calls/{CALL}"
    assert linked_paths(second.text)[-1] == f"/calls/{other_call}"


@pytest.mark.parametrize(
    "change",
    [delete(Account), update(Account).values(active=False)],
    ids=["gone", "inactive"],
)
def test_an_account_that_is_gone_or_inactive_gets_no_email(scenario, emails, apply, change):
    reject(scenario, apply())
    scenario.market.applications.submit(
        uuid4(), scenario.brand_id, member_id(0), {"home_exchanges": 5}, after(180)
    )
    scenario.crowd.qualifies(0)
    scenario.market.calls.join(scenario.calls(), member_id(0), after(240))
    with scenario.store.engine.begin() as db:
        db.execute(change)

    assert emails.emails() == []
