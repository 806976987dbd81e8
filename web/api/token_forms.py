"""The form of a new token: its name, its scopes, and how long it works."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from marshmallow import Schema, ValidationError, fields
from werkzeug.datastructures import MultiDict

from web.api.registration import scopes
from web.api.tokens import NewToken
from web.http.form_fields import TextField
from web.i18n.language import gettext

MAX_NAME_LENGTH = 60
DAYS = (30, 90, 365)


def blank() -> dict[str, Any]:
    return {"token_id": str(uuid4()), "name": "", "scopes": [], "days": "90"}


def typed(form: MultiDict[str, str]) -> dict[str, Any]:
    """What was filled in; it stays in the form when something is wrong."""
    one = {name: form.get(name, "") for name in ("token_id", "name", "days")}
    return {**one, "scopes": form.getlist("scopes")}


def new_token(values: Mapping[str, Any]) -> NewToken:
    """Raises ValidationError, with a sentence for each field."""
    return NewToken(**NewTokenForm().load(values))


def check_name(name: str) -> None:
    if not name:
        raise ValidationError(gettext("Enter a name, such as that of the program."))
    if len(name) > MAX_NAME_LENGTH:
        raise ValidationError(gettext("Use at most %(n)s characters.", n=MAX_NAME_LENGTH))


def check_scopes(chosen: list[str]) -> None:
    if not chosen or not {scope.name for scope in scopes()}.issuperset(chosen):
        raise ValidationError(gettext("Choose what the token may read."))


def check_days(days: int) -> None:
    if days not in DAYS:
        raise ValidationError(gettext("Choose how long the token works."))


class NewTokenForm(Schema):
    token_id = fields.UUID(required=True)
    name = TextField(one_line=True, required=True, validate=check_name)
    scopes = fields.List(fields.String(), required=True, validate=check_scopes)
    days = fields.Integer(required=True, validate=check_days)
