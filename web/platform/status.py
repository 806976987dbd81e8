"""How fresh the pages are: the log's position, how far each projection is behind, what is parked."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from web.accounts import RoleName
from web.current import marketplace

pages = Blueprint("status", __name__)


@pages.get("/status")
@roles_accepted(RoleName.PLATFORM)
def show_status() -> ResponseReturnValue:
    return render_template("platform/status.html", head=marketplace().log.rows.head())
