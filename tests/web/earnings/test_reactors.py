"""The e-mails about contests and appeals: to the expert, and to the brand's people."""

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import update

from payments.earnings.earning import earning_id
from tests.support.people import EXPERT
from tests.support.reactions import WatchedReactor, linked_paths, pages_at
from tests.web.earnings.earning_fixture import (
    ANSWER,
    EARNINGS,
    EMMA,
    EVIDENCE,
    FRAN,
    INES,
    OMAR,
    PAOLA,
    REASON,
    SPEND,
    earnings_of,
)
from tests.web.moderation.suspension_fixture import NAMELESS
from tests.web.shop import KnownBrands, open_shop, settings_at
from web.app import create_app
from web.earnings.email_reactors import EarningEmails
from web.mail.delivery import mail_deliverer
from web.private_store.accounts import Account

BRAND_PEOPLE = {INES, OMAR, NAMELESS}


@pytest.fixture
def shop(tmp_path):
    """Accounts that a test may change."""
    with open_shop(settings_at(tmp_path)) as shop:
        yield shop


@pytest.fixture
def desk(app, shop, sqlite_url):
    with earnings_of(app, shop.store, sqlite_url) as desk:
        with shop.store.engine.begin() as db:
            db.execute(update(Account).values(language="en").where(Account.id != EXPERT))
        yield desk


@pytest.fixture
def emails(desk, shop):
    reactor = EarningEmails(desk.market, shop.store, shop.settings).reactor
    return WatchedReactor(reactor, desk.market, shop.store)


def decided(desk, name, judge=FRAN):
    """By a command of this name; return the conversation and what was written before."""
    is_contest = name.endswith("contest")
    conversation_id = desk.contested(is_answered=True) if is_contest else desk.appealed()
    reason = desk.words(REASON, conversation_id)
    decide = getattr(desk.market.earnings, name)
    return conversation_id, partial(
        decide, earning_id(conversation_id), reason, desk.id_of(judge), desk.now
    )


def assert_without_words(message):
    private = (EVIDENCE, ANSWER, REASON, "Inès Morel", "Frances Holt", "Paola Lattuada")
    after_greeting = message.text.partition("\n\n")[2]
    assert [words for words in private if words in after_greeting] == []


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        ("en", "Nest & Away contests one of your conversations", "Its pay of €1.60 waits until"),
        (
            "fr",
            "Nest & Away conteste une de vos conversations",
            "Sa rémunération de 1,60\xa0€ attend la décision d’une personne.",
        ),
    ],
)
def test_a_contest_causes_one_email_to_the_expert_with_the_deadline(
    desk, shop, emails, app, language, subject, sentence
):
    with shop.store.engine.begin() as db:
        db.execute(update(Account).values(language=language).where(Account.id == EXPERT))

    conversation_id = desk.contested()

    message = emails.only_email()
    assert (message.to, message.subject) == (EMMA, subject)
    assert sentence in message.text
    assert "Paris (Europe/Paris)" in message.text
    assert_without_words(message)
    assert linked_paths(message.text) == [f"{EARNINGS}/{conversation_id}"]
    assert pages_at(linked_paths(message.text), app) == ["own_earnings.show_earning"]


@pytest.mark.parametrize(
    ("command", "judge", "to_expert", "to_brand"),
    [
        ("accept_contest", FRAN, "ne rapporte rien", "Your contest was accepted"),
        ("reject_contest", FRAN, "votre conversation est payée", "Your contest was rejected"),
        ("grant_appeal", PAOLA, "la conversation est payée", "An appeal was granted"),
    ],
)
def test_a_decision_causes_an_email_to_the_expert_and_to_each_of_the_brand(
    desk, emails, app, command, judge, to_expert, to_brand
):
    conversation_id, decide = decided(desk, command, judge)
    before = len(emails.emails())

    decide()

    first, *others = emails.emails()[before:]
    assert first.to == EMMA
    assert to_expert in first.subject
    assert {message.to for message in others} == BRAND_PEOPLE
    for message in others:
        assert message.subject.startswith(to_brand)
        assert "€2.00" in message.text
        assert linked_paths(message.text) == [f"{SPEND}/{conversation_id}"]
        assert pages_at(linked_paths(message.text), app) == ["spend.show_price"]
    for message in (first, *others):
        assert_without_words(message)


def test_a_rejected_appeal_changes_nothing_for_the_brand(desk, emails):
    _, decide = decided(desk, "reject_appeal", PAOLA)
    before = len(emails.emails())

    decide()

    [message] = emails.emails()[before:]
    assert message.to == EMMA
    assert "recours a été rejeté" in message.subject


def test_the_emails_are_seen_by_developers(desk, emails, shop):
    desk.contested()
    emails.run()
    mail_deliverer(shop.store, shop.settings).deliver()
    settings = replace(shop.settings, development=True)
    developer = create_app(None, settings, shop.store, KnownBrands()).test_client()

    listed = developer.get("/development/mail/").text

    assert "Nest &amp; Away conteste une de vos conversations" in listed
    assert EMMA in listed
