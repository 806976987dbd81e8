"""What people find in their mailbox, and forms they fill in."""

import re

from sqlalchemy import delete

from web.delivery.outcomes import DeliveryStatus
from web.mail.outbox import Outbox, emails
from web.private_store.accounts import Account, normal_email

LINK = re.compile(r"http://127\.0\.0\.1:8000(/\S+)")


def mailbox(shop, email):
    """The e-mails to one address, the newest first."""
    messages = Outbox(shop.store).emails_with_status(list(DeliveryStatus), 500)
    return [message for message in messages if message.to == normal_email(email)]


def link_in(message):
    return LINK.search(message.text)[1]


def token_on(page):
    return page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def fill_in(client, path, **fields):
    """Open a page and send its form."""
    return client.post(path, data={**fields, "csrf_token": token_on(client.get(path).text)})


def forget(shop, email):
    """Empty a mailbox, and forget that there was such an account."""
    with shop.store.sessions() as session:
        session.execute(delete(emails))
        for account in session.query(Account).where(Account.email == normal_email(email)):
            session.delete(account)
        session.commit()
