"""The widget's frame, and what it asks for: only our own frame on a site of the brand may ask."""

from collections.abc import Mapping
from typing import Any, cast

from flask import Blueprint, Flask, abort, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale  # type: ignore[import-untyped]
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped]
from marshmallow import Schema, fields, validate
from werkzeug.exceptions import TooManyRequests

from domain.conversations.conversation import BEST_RATING
from domain.errors import NotFound
from projections.brands.brands import BrandSummary
from projections.chat.queries import place_in_queue
from web.accounts.sign_in_limits import host_of_request
from web.chat.availability import Availability, availability_of
from web.chat.messages import LONGEST, ChatMessages
from web.chat.transcripts import transcript_of
from web.chat.visitor_presenters import state_for_visitor
from web.chat.visitor_sessions import (
    COOKIE,
    VisitorSession,
    VisitorSessions,
    last_conversation,
)
from web.http.access import ABSENT
from web.http.request_context import (
    brand_directory,
    current_settings,
    current_time,
    marketplace,
    private_texts,
    rate_limits,
    read,
    read_models,
)
from web.i18n.language import LOCALES, gettext
from web.streams.tickets import StreamTickets

HEADER = "X-Comptoir"
"""No page of another origin can send it without asking first, and the answer is no."""
MESSAGES_OF_VISITOR, MESSAGES_OF_HOST = 120, 600
"""In a quarter of an hour."""

bp = Blueprint("widget", __name__, url_prefix="/widget/v1/brands/<widget_slug>")


class VisitorMessage(Schema):
    message_id = fields.UUID(required=True)
    text = fields.String(required=True, validate=validate.Length(max=4 * LONGEST))
    page = fields.Url(schemes={"http", "https"}, require_tld=False, load_default=None)


class Page(Schema):
    page = fields.Url(schemes={"http", "https"}, require_tld=False, required=True)


class Rating(Schema):
    speed = fields.Integer(required=True, validate=validate.Range(1, BEST_RATING))
    service = fields.Integer(required=True, validate=validate.Range(1, BEST_RATING))
    quality = fields.Integer(required=True, validate=validate.Range(1, BEST_RATING))


def init_widget(app: Flask, protection: CSRFProtect) -> None:
    """The frame's calls carry a header and an origin of ours, and need no session's token."""
    protection.exempt(bp)
    app.register_blueprint(bp)


@bp.get("/frame")
def show_frame(widget_slug: str) -> ResponseReturnValue:
    """What the visitor sees after the first click; who can answer is looked up again."""
    brand = _brand(widget_slug)
    available = availability_of(brand, read_models(), current_time())
    language = _language(request.args.get("language"))
    with force_locale(LOCALES[language]):
        page = render_template(
            "chat/frame.html",
            brand=brand,
            text=available.widget.texts.get(language)
            or next(iter(available.widget.texts.values())),
            disclosures=available.disclosures(language),
            is_shown=available.is_shown or is_in_conversation(brand),
            frame_language=language,
            longest=LONGEST,
        )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = _policy(available)
    response.headers["Cache-Control"] = "no-store"
    return response


def _policy(available: Availability) -> str:
    origins = " ".join(available.widget.origins) or "'none'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        f" connect-src 'self' {current_settings().streams_url}; base-uri 'none';"
        f" form-action 'none'; frame-ancestors {origins}"
    )


@bp.post("/session")
def begin_session(widget_slug: str) -> ResponseReturnValue:
    """The visitor's session, a new one at the first click, and the conversation as it is."""
    _check_own_frame()
    brand = _brand(widget_slug)
    session = _session(brand)
    if session is not None:
        return jsonify(_state(session))
    response = make_response()
    session = _sessions().begin(brand.brand_id, response)
    response.set_data(jsonify(_state(session)).get_data())
    response.mimetype = "application/json"
    return response


@bp.get("/conversation")
def show_conversation(widget_slug: str) -> ResponseReturnValue:
    return jsonify(_state(_visitor(widget_slug)))


@bp.post("/messages")
def send_message(widget_slug: str) -> ResponseReturnValue:
    session, brand = _visitor(widget_slug), _brand(widget_slug)
    message = _loaded(VisitorMessage())
    _count_message(session)
    language = _language(request.accept_languages.best_match(list(LOCALES)))
    available = availability_of(brand, read_models(), current_time())
    _messages().send_as_visitor(
        session,
        message["message_id"],
        message["text"],
        current_time(),
        language=language,
        page=message["page"],
        disclosures=available.disclosures(language),
    )
    return jsonify(_state(session)), 201


@bp.post("/page")
def record_page(widget_slug: str) -> ResponseReturnValue:
    """The visitor went to another page of the site; before a conversation nothing is kept."""
    session = _visitor(widget_slug)
    page = _loaded(Page())["page"]
    last = last_conversation(session, marketplace().log)
    if last.is_under_way:
        marketplace().conversations.record_navigation(last.conversation.id, page, current_time())
    return "", 204


@bp.post("/rating")
def rate(widget_slug: str) -> ResponseReturnValue:
    session = _visitor(widget_slug)
    rating = _loaded(Rating())
    last = last_conversation(session, marketplace().log)
    if last.is_new:
        raise NotFound(ABSENT)
    marketplace().conversations.rate(
        last.conversation.id,
        rating["speed"],
        rating["service"],
        rating["quality"],
        current_time(),
    )
    return jsonify(_state(session))


def _brand(slug: str) -> BrandSummary:
    brand = brand_directory().with_slug(slug)
    if brand is None:
        raise NotFound(ABSENT)
    return brand


def _sessions() -> VisitorSessions:
    return VisitorSessions(current_settings().secret_key)


def _session(brand: BrandSummary) -> VisitorSession | None:
    return _sessions().read(request.cookies.get(COOKIE, ""), brand.brand_id)


def is_in_conversation(brand: BrandSummary) -> bool:
    """Whether the visitor who asks has one under way: it goes on while all are busy."""
    session = _session(brand)
    return session is not None and last_conversation(session, marketplace().log).is_under_way


def _visitor(slug: str) -> VisitorSession:
    """The visitor who asks; 401 tells the frame to begin a session again."""
    _check_own_frame()
    session = _session(_brand(slug))
    if session is None:
        abort(401)
    return session


def _check_own_frame() -> None:
    """
    The cookie is sent from any site, so each call proves that our own frame makes it.

    Browsers say truthfully where a call comes from (Fetch Metadata, Origin), and send our header
    from another origin only after a preflight, which we never grant.
    """
    own_site = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    origin = request.headers.get("Origin", request.host_url.rstrip("/"))
    own_origin = origin == request.host_url.rstrip("/")
    if request.headers.get(HEADER) != "1" or not own_site or not own_origin:
        abort(403)


def _loaded(schema: Schema) -> Mapping[str, Any]:
    return cast(Mapping[str, Any], schema.load(request.get_json(silent=True) or {}))


def _language(wanted: str | None) -> str:
    return wanted if wanted in LOCALES else "en"


def _messages() -> ChatMessages:
    return ChatMessages(marketplace(), private_texts())


def _count_message(session: VisitorSession) -> None:
    limits = {
        f"messages of {session.visitor_id}": MESSAGES_OF_VISITOR,
        f"messages from {host_of_request()}": MESSAGES_OF_HOST,
    }
    wait_s = rate_limits().begin(limits)
    if wait_s > 0:
        sentence = gettext("You have sent many messages. Wait a moment, then send the next one.")
        raise TooManyRequests(sentence, retry_after=int(wait_s) + 1)


def _state(session: VisitorSession) -> dict[str, Any]:
    last = last_conversation(session, marketplace().log)
    transcript = transcript_of(last.conversation.id, marketplace().log, private_texts())
    tickets = StreamTickets(current_settings().secret_key, marketplace().clock)
    with read(read_models().open_conversations) as db:
        place = place_in_queue(last.conversation.id, db)
    return state_for_visitor(transcript) | {
        "place_in_queue": place,
        "streams_url": current_settings().streams_url,
        "ticket": tickets.sign([last.conversation.id]),
    }
