"""The private side of the demonstration: accounts, private texts, and e-mails."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.aggregate import now
from projections.recruitment.calls import open_calls
from web.demo.people import Person
from web.demo.private_texts import PlannedText
from web.mail.delivery import Deliverer
from web.marketplace import Marketplace
from web.private_store.accounts import Account, Role, RoleName, account_of, normal_email
from web.private_store.hashing import CAREFUL
from web.private_store.store import PrivateStore
from web.private_store.texts import PrivateText
from web.recruitment.invitations import Inviter
from web.settings import Settings


def keep_texts(store: PrivateStore, texts: Sequence[PlannedText]) -> None:
    """Where the log says they are; what is there stays as it is."""
    with store.sessions.session_factory() as session, session.begin():
        there = set(session.scalars(select(PrivateText.id)))
        session.add_all(
            PrivateText(id=text.id, text=text.text, member_id=text.about, written_at=text.at)
            for text in texts
            if text.id not in there
        )


def with_accounts(people: Iterable[Person], store: PrivateStore) -> list[tuple[Person, str]]:
    """
    Make sure that all have an account, so that pages know their names.

    Those who are shown can sign in, with a new password for this demonstration.
    """
    password = secrets.token_urlsafe(9)
    with store.sessions.session_factory() as session, session.begin():
        signed_in = []
        for person in people:
            account = account_of(session, person.email) or _added(person, session)
            if person.signs_in:
                account.password = CAREFUL.of(password)
                account.confirmed_at = account.confirmed_at or now()
                signed_in.append((person, password))
        return signed_in


def write_to_the_invited(
    marketplace: Marketplace, shop_id: UUID, store: PrivateStore, settings: Settings
) -> None:
    """
    The e-mails of the shop's open call, as files: the addresses of invented people reach no one.

    Whatever mail server is set, they are in the folder before it could be asked.
    """
    read_models, in_a_folder = marketplace.read_models, replace(settings, smtp=None)
    with read_models.read(read_models.calls) as db:
        calls = [call for call in open_calls(now(), db) if call.details.brand_id == shop_id]
    for call in calls:
        Inviter(marketplace, store, in_a_folder).invite(call.call_id)
    if calls:
        Deliverer(store, in_a_folder).deliver()


def _added(person: Person, session: Session) -> Account:
    """Without a password: without one nobody can sign in, and hashing one takes long."""
    account = Account(
        id=person.id,  # an account of a member has the member's id
        email=normal_email(person.email),
        name=person.name,
        brand_id=person.brand_id,
        confirmed_at=now(),
        roles=[Role(name=str(RoleName(role))) for role in person.roles],
    )
    session.add(account)
    return account
