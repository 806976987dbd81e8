"""Where the platform grants extra time in tests."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted
from marshmallow import EXCLUDE, Schema, fields

from web.http.request_context import current_account, current_settings, current_time, private_store
from web.mail.message import EmailCategory, EmailMessage
from web.mail.outbox import Outbox
from web.mail.recipients import emails_to
from web.members.extra_time_emails import extra_time_decided
from web.members.extra_time_store import PERCENTAGES, ExtraTime
from web.private_store.accounts import RoleName

bp = Blueprint("extra_time", __name__)


class ExtraTimeForm(Schema):
    class Meta:
        unknown = EXCLUDE  # the CSRF token travels with the form and was checked before

    percent = fields.Integer(required=True)


@bp.get("/extra-time")
@roles_accepted(RoleName.PLATFORM)
def show_extra_time() -> ResponseReturnValue:
    requests = ExtraTime(private_store()).all()
    waiting = sum(not request.status.is_decided for request in requests)
    return render_template(
        "members/extra_time.html", requests=requests, waiting=waiting, percentages=PERCENTAGES
    )


def _emails_about(account_id: UUID) -> Sequence[EmailMessage]:
    """What was decided is only in the profile, as it may say something about a person's health."""
    key = f"extra-time/{account_id}/{current_time().isoformat()}"
    content = partial(extra_time_decided, f"{current_settings().public_url}/me")
    return emails_to(account_id, key, EmailCategory.ACCOUNT, content, private_store())


@bp.post("/extra-time/<uuid:account_id>")
@roles_accepted(RoleName.PLATFORM)
def decide(account_id: UUID) -> ResponseReturnValue:
    by = current_account().id
    ExtraTime(private_store()).decide(account_id, **ExtraTimeForm().load(request.form), by=by)
    Outbox(private_store()).put_all(_emails_about(account_id))
    return redirect(url_for(".show_extra_time"), code=303)
