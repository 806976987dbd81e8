"""
Saying no to a kind of letters, from a link in one of them.

Following the link changes nothing: scanners of mail follow links. The button does, and so does a
mail program that knows the List-Unsubscribe header (RFC 8058), which posts without a session.
"""

import uuid

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from domain.errors import NotFound
from web.http.access import ABSENT
from web.http.request_context import current_settings, private_store
from web.mail.labels import KINDS
from web.mail.message import LetterKind
from web.mail.subscriptions import Subscriptions
from web.mail.unsubscribe_tokens import PATH, UnsubscribeTokens

bp = Blueprint("unsubscribe", __name__, url_prefix=PATH)


@bp.get("/<token>")
def show_unsubscribe(token: str) -> ResponseReturnValue:
    _, kind = _read(token)
    return render_template("mail/unsubscribe.html", kind=KINDS[kind], token=token, done=False)


@bp.post("/<token>")
def unsubscribe(token: str) -> ResponseReturnValue:
    account_id, kind = _read(token)
    Subscriptions(private_store()).end(account_id, kind)
    return render_template("mail/unsubscribe.html", kind=KINDS[kind], token=token, done=True)


def _read(token: str) -> tuple[uuid.UUID, LetterKind]:
    read = UnsubscribeTokens(current_settings()).read(token)
    if read is None:
        raise NotFound(ABSENT)
    return read
