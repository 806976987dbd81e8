"""Conversations and lost requests for a brand's programs: no words and no names of persons."""

from typing import Any, ClassVar
from uuid import UUID

from marshmallow import ValidationError, fields, validate

from domain.conversations.conversation_reasons import LostReason
from domain.errors import NotFound, translatable
from domain.terms import MODELS
from projections.conversations.queries import (
    OUTCOMES,
    ConversationSummary,
    Filter,
    conversation_of_brand,
    conversations_after,
)
from web.api.cursors import items_after, page_of
from web.api.resources import Resources
from web.api.schemas import (
    AnswerSchema,
    DayField,
    MoneySchema,
    PageQuerySchema,
    about,
    money_answer,
    page_schema,
)
from web.api.scopes import Scope
from web.conversations.forms import ConversationFilterSchema
from web.conversations.labels import ONE_OUTCOME
from web.conversations.presenters import ConversationRow
from web.http.access import ABSENT
from web.http.form_fields import EARLIEST_DAY, LATEST_DAY, FieldErrors, end_error
from web.http.request_context import current_brand, read, read_models
from web.i18n.language import lazy_gettext

READ_CONVERSATIONS = Scope(
    "read:conversations", lazy_gettext("Read conversations and lost requests, without texts")
)
LOST = "lost"
RATINGS = ("speed", "service", "answer")
FROM = translatable("First day, in the brand's time zone.")
TO = translatable("Day after the last day.")

bp = Resources("conversations", __name__, READ_CONVERSATIONS)


class RequestsQuerySchema(PageQuerySchema):
    ERRORS: ClassVar[FieldErrors] = ConversationFilterSchema.ERRORS

    first = DayField(data_key="from", metadata={"description": FROM})
    end = DayField(data_key="to", metadata={"description": TO})


class ConversationsQuerySchema(RequestsQuerySchema):
    outcome = fields.String(
        validate=validate.OneOf(list(OUTCOMES)), **about(translatable("Only with this outcome."))
    )
    model = fields.String(
        validate=validate.OneOf(MODELS),
        **about(translatable("Only by respondents under this engagement model.")),
    )


class LostRequestsQuerySchema(RequestsQuerySchema):
    reason = fields.String(
        validate=validate.OneOf(list(LostReason)),
        **about(translatable("Only lost for this reason.")),
    )


class RatingsSchema(AnswerSchema):
    speed = fields.Integer(**about(translatable("From 1 to 5.")))
    service = fields.Integer(**about(translatable("From 1 to 5.")))
    answer = fields.Integer(**about(translatable("From 1 to 5.")))


class ConversationSchema(AnswerSchema):
    conversation_id = fields.UUID(**about(translatable("The id of the conversation.")))
    requested_at = fields.AwareDateTime(metadata={"description": translatable("In UTC.")})
    language = fields.String(
        metadata={"description": translatable("The language of the visitor's browser.")}
    )
    outcome = fields.String(
        validate=validate.OneOf(list(ONE_OUTCOME)),
        **about(translatable("What became of the request.")),
    )
    lost_reason = fields.String(
        allow_none=True, **about(translatable("Why it was lost; null if it was not."))
    )
    model = fields.String(
        allow_none=True,
        metadata={"description": translatable("The engagement model of the respondent.")},
    )
    respondent = fields.String(
        allow_none=True,
        metadata={"description": translatable("A pseudonym: the same for the same respondent.")},
    )
    wait_s = fields.Integer(
        allow_none=True, **about(translatable("Seconds from the request to the first reply."))
    )
    handled_s = fields.Integer(
        allow_none=True, **about(translatable("Seconds from the claim to the close."))
    )
    price = fields.Nested(
        MoneySchema,
        allow_none=True,
        **about(
            translatable("What an expert's conversation costs, VAT included where it applies.")
        ),
    )
    points = fields.Integer(
        allow_none=True, **about(translatable("What an ambassador earned; null for others."))
    )
    hourly_wage = fields.Nested(MoneySchema, allow_none=True)
    ratings = fields.Nested(RatingsSchema, allow_none=True)
    sales = fields.Integer(**about(translatable("How many sales are attributed to it.")))
    sales_amount = fields.Nested(MoneySchema)


class LostRequestSchema(AnswerSchema):
    conversation_id = fields.UUID(**about(translatable("The id of the conversation.")))
    requested_at = fields.AwareDateTime(metadata={"description": translatable("In UTC.")})
    language = fields.String(
        metadata={"description": translatable("The language of the visitor's browser.")}
    )
    reason = fields.String(**about(translatable("Why it was lost.")))


@bp.read(
    "/conversations",
    translatable("List conversations, the newest first"),
    page_schema(ConversationSchema),
    ConversationsQuerySchema,
    links={
        "conversation": {
            "operationId": "show_conversation",
            "parameters": {
                "brand_slug": "$request.path.brand_slug",
                "conversation_id": "$response.body#/items/0/conversation_id",
            },
        }
    },
)
def list_conversations(query: dict[str, Any]) -> dict[str, Any]:
    return page_of(_summaries(query), query["limit"], _id_of, _as_answer)


@bp.read(
    "/conversations/<uuid:conversation_id>",
    translatable("Show one conversation"),
    ConversationSchema,
)
def show_conversation(conversation_id: UUID) -> dict[str, Any]:
    with read(read_models().facts) as db:
        summary = conversation_of_brand(conversation_id, current_brand().brand_id, db)
    if summary is None:
        raise NotFound(ABSENT)
    return _as_answer(summary)


@bp.read(
    "/lost-requests",
    translatable("List lost requests, the newest first"),
    page_schema(LostRequestSchema),
    LostRequestsQuerySchema,
)
def list_lost_requests(query: dict[str, Any]) -> dict[str, Any]:
    lost = _summaries({**query, "outcome": LOST})
    return page_of(lost, query["limit"], _id_of, _as_lost_request)


def _summaries(query: dict[str, Any]) -> list[ConversationSummary]:
    """Those of a page, and one more if there are more. Raises ValidationError for a bad query."""
    _check_days(query)
    filter_ = Filter(
        current_brand().brand_id,
        query.get("first", EARLIEST_DAY),
        query.get("end", LATEST_DAY),
        query.get("outcome"),
        query.get("model"),
        query.get("reason"),
    )
    with read(read_models().facts) as db:
        return items_after(
            query,
            lambda previous, limit: conversations_after(previous, filter_, db, limit=limit),
        )


def _check_days(query: dict[str, Any]) -> None:
    if "first" in query and "end" in query and query["first"] >= query["end"]:
        raise ValidationError({"query": {"to": [end_error()]}})


def _id_of(summary: ConversationSummary) -> UUID:
    return summary.conversation_id


def _as_answer(summary: ConversationSummary) -> dict[str, Any]:
    row = ConversationRow(summary)
    ratings = row.ratings
    return {
        **summary._asdict(),
        "outcome": row.outcome,
        "respondent": row.respondent,
        "price": money_answer(row.price, summary.currency),
        "points": row.points,
        "hourly_wage": money_answer(row.hourly_wage, summary.wage_currency),
        "ratings": ratings and dict(zip(RATINGS, ratings, strict=True)),
        "sales_amount": money_answer(summary.sales_amount, current_brand().currency),
    }


def _as_lost_request(summary: ConversationSummary) -> dict[str, Any]:
    return {**summary._asdict(), "reason": summary.lost_reason}
