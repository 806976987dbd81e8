"""The pages around joining, e-mails and profiles, in a real browser."""

from dataclasses import replace
from uuid import UUID

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete

from tests.browser.conftest import signed_in
from tests.support.browser import serving
from tests.support.people import MANAGER, MORNING
from tests.web.accounts.mailbox import fill_in, link_in, mailbox
from tests.web.conversations.busy_shop import counter_of
from tests.web.mail.message_examples import FakeBackend, email_message
from tests.web.shop import open_shop, settings_at
from web.delivery.outcomes import OutcomeUnknown, PermanentFailure
from web.mail.delivery import mail_deliverer
from web.mail.message import EmailCategory, email_identifier
from web.mail.outbox import Outbox
from web.mail.unsubscribe import UnsubscribeTokens
from web.members.extra_time_store import ExtraTime
from web.private_store.accounts import account_of
from web.private_store.rate_limits import rate_limits

ED = "ed@expert.example"
SUBJECTS = {
    "campers": ({"fr": "Camping-cars", "en": "Campers"}, None),
    "campers-gas": ({"fr": "Gaz et chauffage", "en": "Gas and heating"}, UUID(int=51)),
    "campers-electricity": ({"fr": "Électricité", "en": "Electricity"}, UUID(int=51)),
    "bicycles": ({"fr": "Vélos", "en": "Bicycles"}, None),
}
INVITATION = (
    "Bonjour,\n\n"
    "une marque cherche des experts en gaz et chauffage :\n\n"
    "http://127.0.0.1:8000/calls/17\n\n"
    "À bientôt"
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    settings = settings_at(tmp_path_factory.mktemp("joining"))
    with open_shop(replace(settings, development=True)) as shop:
        yield shop


@pytest.fixture(scope="module")
def counter(shop):
    with counter_of(shop.app, shop.settings.database_url) as counter:
        for number, (slug, (names, parent)) in enumerate(SUBJECTS.items(), start=51):
            counter.market.subjects.add(UUID(int=number), slug, names, parent, MANAGER, MORNING)
        counter.update_read_models()
        yield counter


@pytest.fixture(scope="module")
def base(shop, counter):  # noqa: ARG001 - there are subjects
    with serving(shop.app) as base:
        yield base


@pytest.fixture(autouse=True)
def no_attempts_yet(shop):
    with shop.store.engine.begin() as db:
        db.execute(delete(rate_limits))


@pytest.fixture(scope="module")
def expert(browser, base):
    return signed_in(browser, base, ED)


@pytest.fixture(scope="module")
def platform_member(browser, base):
    return signed_in(browser, base, "plat@comptoir.example")


@pytest.fixture(scope="module")
def ed_id(shop):
    with shop.store.sessions() as session:
        return account_of(session, ED).id


@pytest.fixture(scope="module")
def joined(shop, base):  # noqa: ARG001 - the server is there first
    """A person joined; returns the link in the e-mail."""
    fill_in(shop.app.test_client(), "/join", email="ada@expert.example", coming_as="both")
    return link_in(mailbox(shop, "ada@expert.example")[0])


def test_signing_up(stranger):
    stranger.check("/join", widths=(1280, 360, 320))


def test_an_empty_sign_up_form(stranger):
    stranger.check("/join", opened=("#submit",))


def test_after_signing_up(stranger):
    stranger.check("/join/sent")


def test_confirming(stranger, joined):
    stranger.check(joined)


def test_confirming_without_a_password(stranger, joined):
    stranger.check(joined, opened=("#submit",))


def test_confirmed(stranger, joined, shop):
    fill_in(shop.app.test_client(), joined, password="seven long words")
    stranger.check(joined)


def test_a_link_that_is_over(stranger):
    stranger.check("/join/confirm/nonsense", status=410)


def test_a_forgotten_password(stranger):
    stranger.check("/forgotten-password")


def test_a_forgotten_password_without_an_address(stranger):
    stranger.check("/forgotten-password", opened=("#submit",))


def test_a_new_password(stranger, shop):
    fill_in(shop.app.test_client(), "/forgotten-password", email=ED)
    stranger.check(link_in(mailbox(shop, ED)[0]))


def test_a_new_password_that_was_saved(stranger):
    stranger.check("/forgotten-password/changed")


def test_no_more_emails(stranger, shop, ed_id):
    link = f"/unsubscribe/{UnsubscribeTokens(shop.settings).token(ed_id, EmailCategory.INVITATION)}"
    stranger.check(link)
    stranger.check(link, opened=("main .btn-primary",))


def test_emails_in_development(stranger, shop):
    # Without an account: every account could have unsubscribed from such e-mails.
    fields = {"account_id": None, "to": ED, "subject": "Un appel pour vous : gaz et chauffage"}
    Outbox(shop.store).put(email_message("call", text=INVITATION, **fields))
    mail_deliverer(shop.store, shop.settings).deliver()
    stranger.check("/development/mail/")
    stranger.check(f"/development/mail/{email_identifier('invitation/call')}")


def test_home_of_an_expert(expert):
    expert.check("/")


def test_a_profile_that_is_empty(expert):
    expert.check("/me", widths=(1280, 360, 320))


def test_a_profile_with_errors(expert):
    expert.check("/me", opened=("#submit",))


def test_a_profile_is_filled_in_with_the_keyboard(expert):
    with expert.opened("fr") as page:
        page.goto(f"{expert.base}/me")
        page.fill("#name", "Édouard Xavier")
        page.get_by_label("Gaz et chauffage").check()
        page.select_option("#country", "FR")
        page.select_option("#extra_time", "33")
        page.get_by_role("button", name="Enregistrer").press("Enter")
        page.get_by_text("C’est enregistré.").wait_for()
        expect(page.get_by_label("Gaz et chauffage")).to_be_checked()
    expert.check("/me?saved=1")


def test_extra_time_is_granted(platform_member, shop, ed_id):
    ExtraTime(shop.store).request(ed_id, 50)
    shop.store.sessions.remove()
    platform_member.check("/extra-time")


def test_emails_that_need_a_person(platform_member, shop):
    platform_member.check("/mail")
    Outbox(shop.store).put_all(
        [email_message("lost"), email_message("bad", to="nobody@nest.example")]
    )
    failures = [OutcomeUnknown("the line broke"), PermanentFailure("550 5.1.1 no such person here")]
    backend = FakeBackend(failures)
    mail_deliverer(shop.store, shop.settings, backend).deliver()
    platform_member.check("/mail?troubled")
