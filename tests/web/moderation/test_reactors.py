"""The e-mails about a suspension: one for the decision, one for the decision on the appeal."""

from uuid import UUID

import pytest
from sqlalchemy import delete, update

from domain.moderation.suspension import Suspension
from tests.support.people import EXPERT
from tests.support.reactions import WatchedReactor, linked_paths, pages_at
from tests.web.assessments.graded_fixture import post_form
from tests.web.moderation.suspension_fixture import MEMBER, REASON, SECOND, case_of
from tests.web.shop import NEST, open_shop, settings_at
from web.i18n import formats
from web.i18n.language import locale_of
from web.mail.message import EmailCategory
from web.moderation.reactors import SuspensionEmails
from web.private_store.accounts import Account

APPEAL = "I copied what the brand's page says."
ANSWER = "The page says the contrary."


@pytest.fixture
def shop(tmp_path):
    """Accounts that a test may change."""
    with open_shop(settings_at(tmp_path)) as shop:
        yield shop


@pytest.fixture
def case(app, shop, sqlite_url):
    with case_of(app, shop.store, sqlite_url, NEST.brand_id) as case:
        yield case


@pytest.fixture
def emails(case, shop):
    reactor = SuspensionEmails(case.counter.market, shop.store, shop.settings).reactor
    return WatchedReactor(reactor, case.counter.market, shop.store)


@pytest.fixture
def change_member(shop):
    """Carry out a statement on the account of the member it is about."""

    def change(statement):
        with shop.store.engine.begin() as db:
            db.execute(statement.where(Account.id == EXPERT))

    return change


@pytest.fixture
def decided(case, signed_in, emails):  # noqa: ARG001 - the reactor reads from here on
    """Decide a suspension; returns the address of its case file."""
    return lambda: case.decides(signed_in("ines@nest.example")).location


@pytest.fixture
def appeal_decided(case, signed_in, decided):
    """Decide an appeal by the member; returns the address of the case file."""

    def decide(outcome):
        address = decided()
        case.appeals(signed_in(MEMBER), address, APPEAL)
        case.hears(signed_in(SECOND), address, outcome, ANSWER)
        return address

    return decide


def id_in(address):
    return UUID(address.rpartition("/")[2])


def assert_written_to_member(message, address, language, app):
    assert (message.to, message.account_id) == (MEMBER, EXPERT)
    assert (message.category, message.language) == (EmailCategory.ACCOUNT, language)
    private = (REASON, APPEAL, ANSWER, "Inès Morel", "Omar Diallo")
    assert [words for words in private if words in message.text] == []
    path = f"/me/decisions/{id_in(address)}"
    assert linked_paths(message.text) == [path]
    assert pages_at([path], app) == ["decisions.show_decision"]


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        (
            "en",
            "A decision about you",
            (
                "for this brand, from {start} to {end}.\n\n"
                "Brand: Nest & Away\nTime zone: Paris (Europe/Paris)"
            ),
        ),
        (
            "fr",
            "Une décision vous concernant",
            "conversations pour cette marque, du {start} au {end}",
        ),
    ],
)
def test_a_suspension_causes_an_email_with_its_period_and_without_the_reason(
    case, decided, emails, change_member, app, language, subject, sentence
):
    change_member(update(Account).values(language=language))

    address = decided()

    message = emails.only_email()
    assert_written_to_member(message, address, language, app)
    assert message.subject == subject
    suspension = case.counter.market.log.load(Suspension, id_in(address))
    start, end = (
        formats.minute(at, "Europe/Paris", locale_of(language))
        for at in (suspension.starts_at, suspension.until)
    )
    assert sentence.format(start=start, end=end) in message.text


def test_a_permanent_suspension_for_all_brands_says_so(case, signed_in, emails):
    case.decides(signed_in("plat@comptoir.example"), "/suspensions", lasts="for_good")

    text = emails.only_email().text
    assert "pour aucune marque, à partir du" in text
    assert "UTC (UTC)" not in text
    assert "définitivement" in text


def test_a_lifted_suspension_causes_an_email(case, signed_in, decided, emails, app):
    address = decided()
    post_form(signed_in(SECOND), address, f"{address}/end")
    case.counter.update_read_models()

    _decision, message = emails.emails()
    assert_written_to_member(message, address, "fr", app)
    assert message.subject == "Votre suspension a été levée"


@pytest.mark.parametrize(
    ("language", "outcome", "subject", "sentence"),
    [
        ("en", "granted", "was granted", "Your appeal was granted: the suspension is lifted."),
        ("en", "rejected", "was rejected", "the suspension stands, from "),
        ("fr", "granted", "accepté", "Votre recours a été accepté\xa0: la suspension est levée."),
        ("fr", "rejected", "rejeté", "la suspension est maintenue, du "),
    ],
)
def test_a_decided_appeal_causes_one_email_with_its_outcome_and_without_the_reason(
    appeal_decided, emails, change_member, app, outcome, language, subject, sentence
):
    change_member(update(Account).values(language=language))

    address = appeal_decided(outcome)

    _decision, message = emails.emails()
    assert_written_to_member(message, address, language, app)
    assert message.subject.endswith(subject)
    assert sentence in message.text


@pytest.mark.parametrize(
    "change",
    [delete(Account), update(Account).values(active=False)],
    ids=["gone", "inactive"],
)
def test_an_account_that_is_gone_or_inactive_gets_no_email(
    appeal_decided, emails, change_member, change
):
    appeal_decided("rejected")
    change_member(change)

    assert emails.emails() == []
