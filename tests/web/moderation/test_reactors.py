"""The e-mails about a suspension: one for the decision, one for the decision on the appeal."""

from uuid import UUID

import pytest
from sqlalchemy import delete, update

from tests.support.people import EXPERT
from tests.support.reactions import WatchedReactor, linked_paths, pages_at
from tests.web.moderation.suspension_fixture import MEMBER, REASON, SECOND, case_of
from tests.web.shop import NEST, open_shop, settings_at
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
    reactor = SuspensionEmails(shop.store, shop.settings).reactor
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


def assert_written_to_member(message, address, language, app):
    assert (message.to, message.account_id) == (MEMBER, EXPERT)
    assert (message.category, message.language) == (EmailCategory.ACCOUNT, language)
    private = (REASON, APPEAL, ANSWER, "Inès Morel", "Omar Diallo")
    assert [words for words in private if words in message.text] == []
    path = f"/me/decisions/{UUID(address.rpartition('/')[2])}"
    assert linked_paths(message.text) == [path]
    assert pages_at([path], app) == ["decisions.show_decision"]


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        ("en", "A decision about you", "A person has decided that you cannot take new"),
        ("fr", "Une décision vous concernant", "Une personne a décidé que vous ne pouvez plus"),
    ],
)
def test_a_suspension_causes_an_email_without_the_reason(
    decided, emails, change_member, app, language, subject, sentence
):
    change_member(update(Account).values(language=language))

    address = decided()

    message = emails.only_email()
    assert_written_to_member(message, address, language, app)
    assert message.subject == subject
    assert sentence in message.text


@pytest.mark.parametrize("outcome", ["granted", "rejected"])
@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        ("en", "Decision on your appeal", "A decision has been made on your appeal."),
        ("fr", "Décision sur votre recours", "Une décision a été prise sur votre recours."),
    ],
)
def test_a_decided_appeal_causes_an_email_without_its_outcome(
    appeal_decided, emails, change_member, app, outcome, language, subject, sentence
):
    change_member(update(Account).values(language=language))

    address = appeal_decided(outcome)

    _decision, message = emails.emails()
    assert_written_to_member(message, address, language, app)
    assert message.subject == subject
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
