"""How Flask-Security makes our accounts and writes to them."""

import uuid
from typing import Any

from flask import after_this_request
from flask.wrappers import Response
from flask_security.datastore import SQLAlchemySessionUserDatastore
from flask_security.mail_util import EmailValidateException, MailUtil
from sqlalchemy.exc import IntegrityError
from typing_extensions import override

from domain.errors import NotNow
from web.accounts.emails import letter_about
from web.http.request_context import current_settings, private_store
from web.mail.outbox import put_with
from web.private_store.accounts import Account, Role, normal_email


class People(SQLAlchemySessionUserDatastore):
    """Their datastore, with roles that belong to one person each."""

    @override
    def create_user(self, **kwargs: Any) -> Account:
        """Make an account at once, so that a letter about it can be kept with it."""
        roles = [Role(name=str(role)) for role in kwargs.pop("roles")]
        account = Account(id=uuid.uuid4(), roles=roles, name="", **kwargs)
        sessions = private_store().sessions
        sessions.add(account)
        try:
            sessions.flush()
        except IntegrityError as error:
            sessions.rollback()
            raise NotNow("This form has been sent twice. Look into your mailbox.") from error
        return account


class NormalEmail(MailUtil):
    """Sealed columns find an address only in its one normal spelling; letters go to the outbox."""

    def normalize(self, email: str) -> str:
        return normal_email(email)

    def validate(self, email: str) -> str:
        try:
            return normal_email(super().validate(email))
        except EmailValidateException as error:
            raise ValueError("no address") from error

    @override
    def send_mail(self, template: str, *_rendered: Any, **context: Any) -> None:
        """Our words, in the language of their reader, whoever filled in the form."""
        letter = letter_about(template, context, current_settings())
        put_with(letter, private_store().sessions())

        @after_this_request
        def keep(response: Response) -> Response:
            private_store().sessions.commit()
            return response
