"""The desk of all respondents: take requests, answer, hand on, end."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID, uuid4

from flask import Blueprint, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted
from marshmallow import EXCLUDE, Schema, fields, validate

from domain.conversations.conversation_reasons import TransferReason
from domain.presence.presence_session import MAX_CAPACITY
from web.chat.desk_presenters import desk_of
from web.chat.messages import LONGEST, ChatMessages
from web.conversations.timeline_labels import handover
from web.http.request_context import (
    current_account,
    current_settings,
    current_time,
    marketplace,
    private_texts,
)
from web.http.security_headers import POLICY
from web.private_store.accounts import RoleName
from web.streams.tickets import StreamTickets

RESPONDENTS = (RoleName.EXPERT, RoleName.AMBASSADOR, RoleName.EMPLOYEE)

bp = Blueprint("desk", __name__, url_prefix="/desk")


class PresenceChange(Schema):
    class Meta:
        unknown = EXCLUDE

    state = fields.String(required=True, validate=validate.OneOf(["online", "away", "left"]))
    capacity = fields.Integer(load_default=1, validate=validate.Range(1, MAX_CAPACITY))


class RespondentMessage(Schema):
    class Meta:
        unknown = EXCLUDE

    message_id = fields.UUID(required=True)
    text = fields.String(required=True, validate=validate.Length(max=4 * LONGEST))


class Handover(Schema):
    class Meta:
        unknown = EXCLUDE

    reason = fields.String(required=True, validate=validate.OneOf(list(TransferReason)))


@bp.get("")
@roles_accepted(*RESPONDENTS)
def show_desk() -> ResponseReturnValue:
    page = render_template(
        "chat/desk.html",
        most=MAX_CAPACITY,
        longest=LONGEST,
        reasons={reason.value: handover(reason) for reason in TransferReason},
    )
    response = make_response(page)
    streams = f"{POLICY}; connect-src 'self' {current_settings().streams_url}"
    response.headers["Content-Security-Policy"] = streams
    return response


@bp.get("/state")
@roles_accepted(*RESPONDENTS)
def show_state() -> ResponseReturnValue:
    return _state()


@bp.post("/presence")
@roles_accepted(*RESPONDENTS)
def change_presence() -> ResponseReturnValue:
    """Come online, go away, come back, leave, or take more or fewer conversations at once."""
    change, own = _loaded(PresenceChange()), current_account().id
    before = desk_of(own, marketplace(), private_texts())["presence"]["state"]
    _change_presence(before, change["state"], change["capacity"], own)
    return _state()


def _change_presence(before: str, after: str, capacity: int, own: UUID) -> None:
    presence, at = marketplace().presence, current_time()
    match before, after:
        case "left", "online":
            presence.come_online(uuid4(), own, capacity, at)
        case "online" | "away", "left":
            presence.leave(own, "declared", at)
        case "online", "away":
            presence.go_away(own, "declared", at)
        case "away", "online":
            presence.come_back(own, at)
        case "online", "online":
            presence.set_capacity(own, capacity, at)


@bp.post("/conversations/<uuid:conversation_id>/claim")
@roles_accepted(*RESPONDENTS)
def claim(conversation_id: UUID) -> ResponseReturnValue:
    marketplace().conversations.claim(conversation_id, current_account().id, current_time())
    return _state()


@bp.post("/conversations/<uuid:conversation_id>/decline")
@roles_accepted(*RESPONDENTS)
def decline(conversation_id: UUID) -> ResponseReturnValue:
    marketplace().conversations.decline(conversation_id, current_account().id, current_time())
    return _state()


@bp.post("/conversations/<uuid:conversation_id>/messages")
@roles_accepted(*RESPONDENTS)
def send_message(conversation_id: UUID) -> ResponseReturnValue:
    message = _loaded(RespondentMessage())
    ChatMessages(marketplace(), private_texts()).send_as_respondent(
        conversation_id,
        current_account().id,
        message["message_id"],
        message["text"],
        current_time(),
    )
    return _state()


@bp.post("/conversations/<uuid:conversation_id>/transfer")
@roles_accepted(*RESPONDENTS)
def transfer(conversation_id: UUID) -> ResponseReturnValue:
    reason, own = _loaded(Handover())["reason"], current_account().id
    marketplace().conversations.transfer(conversation_id, own, reason, current_time())
    return _state()


@bp.post("/conversations/<uuid:conversation_id>/end")
@roles_accepted(*RESPONDENTS)
def end(conversation_id: UUID) -> ResponseReturnValue:
    own = current_account().id
    marketplace().conversations.end_own(conversation_id, own, "answered", current_time())
    return _state()


def _loaded(schema: Schema) -> Mapping[str, Any]:
    return cast(Mapping[str, Any], schema.load(request.get_json(silent=True) or {}))


def _state() -> ResponseReturnValue:
    own = current_account().id
    tickets = StreamTickets(current_settings().secret_key, marketplace().clock)
    return jsonify(
        desk_of(own, marketplace(), private_texts())
        | {"streams_url": current_settings().streams_url, "ticket": tickets.sign([own])}
    )
