"""A brand's tokens: its people create, name and revoke them, and see when each was used last."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted
from marshmallow import ValidationError

from web.api import token_forms
from web.api.access import api_tokens
from web.api.registration import scopes
from web.http.content_negotiation import API
from web.http.request_context import current_account, current_brand, current_settings, current_time
from web.http.security_headers import never_store
from web.i18n.language import gettext
from web.private_store.accounts import RoleName

MONTH = timedelta(days=30)

bp = Blueprint("api_tokens", __name__, url_prefix="/brands/<brand_slug>/api-tokens")


@bp.get("")
def show_tokens() -> ResponseReturnValue:
    return _page(token_forms.blank())


@bp.post("")
@roles_accepted(RoleName.BRAND)
def create() -> ResponseReturnValue:
    """Answers with the token itself, not with a redirect: no page shows it again."""
    values = token_forms.typed(request.form)
    try:
        new = token_forms.new_token(values)
    except ValidationError as error:
        messages = cast(dict[str, list[str]], error.messages)
        errors = {name: " ".join(sentences) for name, sentences in messages.items()}
        return _page(values, errors), 422
    text = api_tokens().create(new, current_brand().brand_id, current_account().id)
    page = render_template(
        "api/new_token.html",
        brand=current_brand(),
        name=new.name,
        text=text,
        example=_example(new.scopes),
    )
    return never_store(make_response(page, 201))


@bp.post("/<uuid:token_id>/revoke")
def revoke(token_id: UUID) -> ResponseReturnValue:
    api_tokens().revoke(token_id, current_brand().brand_id)
    return redirect(url_for(".show_tokens"), code=303)


def _example(scope_names: Sequence[str]) -> str:
    """An address that the token may read; that of the comparison needs a period."""
    resource = scope_names[0].removeprefix("read:")
    today = current_time().date()
    period = f"?from={today - MONTH}&to={today}" if resource == "comparison" else ""
    address = f"{API}brands/{current_brand().slug}/{resource}{period}"
    return current_settings().public_url + address


def _page(values: Mapping[str, Any], errors: Mapping[str, str] | None = None) -> str:
    brand, at = current_brand(), current_time()
    tokens = api_tokens().of_brand(brand.brand_id)
    active = [token for token in tokens if token.status(at) == "active"]
    return render_template(
        "api/tokens.html",
        brand=brand,
        active=active,
        over=[token for token in tokens if token not in active],
        creators=api_tokens().creators(tokens),
        at=at,
        scope_labels={scope.name: scope.label for scope in scopes()},
        days=token_forms.DAYS,
        max_length=token_forms.MAX_NAME_LENGTH,
        status_names=_status_names(),
        may_create=current_account().has_role(RoleName.BRAND),
        values=values,
        errors=errors or {},
    )


def _status_names() -> dict[str, str]:
    return {
        "active": gettext("token active"),
        "expired": gettext("token expired"),
        "revoked": gettext("token revoked"),
    }
