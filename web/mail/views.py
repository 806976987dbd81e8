"""Letters that need a person: those the other side refused, and those nobody knows about."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotNow
from web.http.request_context import private_store
from web.mail.labels import KINDS, STATES
from web.mail.outbox import LetterState, Outbox
from web.private_store.accounts import RoleName

MOST_LISTED = 200

bp = Blueprint("mail", __name__)


@bp.get("/mail")
@roles_accepted(RoleName.PLATFORM)
def show_mail() -> ResponseReturnValue:
    outbox = Outbox(private_store())
    counts = outbox.count()
    troubled = outbox.listed([LetterState.UNKNOWN, LetterState.REFUSED], MOST_LISTED)
    return render_template(
        "mail/emails.html",
        counts={STATES[state]: n for state, n in counts.items()},
        unknown=[letter for letter in troubled if letter.state == LetterState.UNKNOWN],
        refused=[letter for letter in troubled if letter.state == LetterState.REFUSED],
        listed=len(troubled),
        in_trouble=counts[LetterState.UNKNOWN] + counts[LetterState.REFUSED],
        kinds=KINDS,
    )


@bp.post("/mail/<int:number>/send-again")
@roles_accepted(RoleName.PLATFORM)
def send_again(number: int) -> ResponseReturnValue:
    return _said(Outbox.send_again, number)


@bp.post("/mail/<int:number>/arrived")
@roles_accepted(RoleName.PLATFORM)
def arrived(number: int) -> ResponseReturnValue:
    return _said(Outbox.arrived, number)


def _said(say: Callable[[Outbox, int], bool], number: int) -> ResponseReturnValue:
    if not say(Outbox(private_store()), number):
        raise NotNow("Somebody has said already what became of this letter.")
    return redirect(url_for("mail.show_mail"), code=303)
