"""Where the platform grants extra time in tests."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted
from marshmallow import EXCLUDE, Schema, fields

from web.http.request_context import current_account, private_store
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


@bp.post("/extra-time/<uuid:account_id>")
@roles_accepted(RoleName.PLATFORM)
def decide(account_id: UUID) -> ResponseReturnValue:
    by = current_account().id
    ExtraTime(private_store()).decide(account_id, **ExtraTimeForm().load(request.form), by=by)
    return redirect(url_for(".show_extra_time"), code=303)
