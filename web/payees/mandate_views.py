"""The self-billing mandate: read, granted and withdrawn by the expert."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotFound, NotNow
from web.http.access import ABSENT
from web.http.request_context import current_account, current_time, marketplace
from web.i18n.language import current_language, gettext
from web.i18n.refusals import refusal_text
from web.payees.details_page import PageChanges, details_page
from web.payees.mandate_texts import LANGUAGES, mandate_text
from web.private_store.accounts import RoleName

bp = Blueprint("mandates", __name__, url_prefix="/me/payment-details/mandate")


@bp.get("/<version>")
@roles_accepted(RoleName.EXPERT, RoleName.FINANCE, RoleName.PLATFORM)
def show_text(version: str) -> ResponseReturnValue:
    """A version as it was read, in both languages. Raises NotFound for one there never was."""
    texts = [mandate_text(version, language) for language in _languages()]
    if None in texts:
        raise NotFound(ABSENT)
    return render_template("payees/mandate.html", texts=texts, version=version)


@bp.post("")
@roles_accepted(RoleName.EXPERT)
def grant() -> ResponseReturnValue:
    if not request.form.get("is_read"):
        sentence = gettext("Read the text and tick that you agree.")
        return details_page(PageChanges(mandate_error=sentence)), HTTPStatus.UNPROCESSABLE_ENTITY
    expert_id, version = current_account().id, request.form.get("version", "")
    try:
        marketplace().payees.grant_mandate(expert_id, version, expert_id, current_time())
    except NotNow as refusal:
        page = details_page(PageChanges(mandate_error=refusal_text(refusal)))
        return page, HTTPStatus.CONFLICT
    return redirect(url_for("payment_details.show_details", saved=1), code=303)


@bp.post("/withdrawn")
@roles_accepted(RoleName.EXPERT)
def withdraw() -> ResponseReturnValue:
    expert_id = current_account().id
    marketplace().payees.withdraw_mandate(expert_id, expert_id, current_time())
    return redirect(url_for("payment_details.show_details", saved=1), code=303)


def _languages() -> list[str]:
    """The reader's first."""
    return sorted(LANGUAGES, key=lambda language: language != current_language())
