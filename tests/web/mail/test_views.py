"""The page on which a person says what became of an e-mail."""

import re
from dataclasses import replace

import pytest

from tests.web.mail.message_examples import FakeBackend, email_message
from web.delivery.outcomes import DeliveryStatus, OutcomeUnknown, PermanentFailure
from web.mail.delivery import mail_deliverer
from web.mail.outbox import Outbox
from web.private_store.store import open_private_store

PAOLA = "plat@comptoir.example"


@pytest.fixture
def emails_to_resolve(shop):
    """One e-mail that may have arrived, and one that failed."""
    # Other tests of this shop may have left e-mails, which would take the failures.
    mail_deliverer(shop.store, shop.settings, FakeBackend()).deliver()
    Outbox(shop.store).put_all(
        [email_message("lost", subject="Lost?"), email_message("bad", subject="Bad")]
    )
    backend = FakeBackend(
        [OutcomeUnknown("the line broke"), PermanentFailure("550 no such person")]
    )
    mail_deliverer(shop.store, shop.settings, backend).deliver()


def statuses(shop):
    messages = Outbox(shop.store).emails_with_status(list(DeliveryStatus), 50)
    return {row.subject: row.status for row in messages if row.subject in ("Lost?", "Bad")}


def send(client, page, action):
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    return client.post(action, data={"csrf_token": token})


@pytest.mark.usefixtures("emails_to_resolve")
def test_one_email_is_marked_sent_and_the_other_retried(signed_in, shop):
    client = signed_in(PAOLA)
    page = client.get("/mail").text
    assert "E-mails that need attention: 2." in page
    assert "550 no such person" in page

    [arrived] = re.findall(r'action="(/mail/\d+/arrived)"', page)
    again = re.findall(r'action="(/mail/\d+/send-again)"', page)[-1]
    assert send(client, page, arrived).status_code == 303
    assert send(client, page, again).status_code == 303

    assert statuses(shop) == {"Lost?": "sent", "Bad": "waiting"}
    assert send(client, page, arrived).status_code == 409
    assert "All is well" in client.get("/mail").text


def test_the_page_is_for_the_platform_only(signed_in):
    assert signed_in("ines@nest.example").get("/mail").status_code == 403
    assert signed_in("ed@expert.example").post("/mail/1/arrived").status_code in (400, 403)


def test_an_email_of_another_key_is_listed_with_its_reason(signed_in, shop):
    other = open_private_store(replace(shop.settings, private_key=bytes(64)))
    Outbox(other).put(email_message("sealed"))
    other.close()
    mail_deliverer(shop.store, shop.settings, FakeBackend()).deliver()

    page = signed_in(PAOLA).get("/mail")

    assert page.status_code == 200
    assert "it was encrypted with another private key" in page.text
