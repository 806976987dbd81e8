"""
Who is signed in: by the session cookie and the stored session that it names, and by nothing else.

Flask-Security would also take a token from a header, a body or an address, where it ends up in
logs; here it is not even looked for.
"""

import uuid
from typing import Any

from flask import Flask, Request, session
from flask_security.utils import login_user, logout_user

from web.http.request_context import current_time, private_store
from web.private_store.account_sessions import account_in_session, end_session, start_session
from web.private_store.accounts import Account

SESSION_ID = "account_session"
"""Where the cookie holds the id of the stored session."""


def init_sessions(app: Flask) -> None:
    login_manager: Any = app.extensions["security"].login_manager
    login_manager.user_loader(load_account)
    login_manager.request_loader(load_nobody)


def load_account(uniquifier: str) -> Account | None:
    """The account of this request's cookie. A new password gives an account a new uniquifier."""
    session_id = _session_id()
    if session_id is None:
        return None
    account = account_in_session(session_id, current_time(), private_store().sessions())
    return account if account is not None and account.fs_uniquifier == uniquifier else None


def load_nobody(_request: Request) -> None:
    return None


def sign_account_in(account: Account) -> None:
    """In this browser, from now on."""
    session.clear()  # whatever an attacker may have planted before, a known token included
    login_user(account, remember=False, authn_via=["password"])
    session[SESSION_ID] = start_session(account.id, current_time(), private_store().sessions()).hex
    private_store().sessions.commit()


def sign_account_out() -> None:
    """In this browser, and for a person who has a copy of its cookie."""
    session_id = _session_id()
    if session_id is not None:
        end_session(session_id, private_store().sessions())
        private_store().sessions.commit()
    logout_user()
    session.clear()


def _session_id() -> uuid.UUID | None:
    return uuid.UUID(session[SESSION_ID]) if SESSION_ID in session else None
