"""What a brand's conversations cost, for its programs: prices, and where each stands."""

from operator import attrgetter
from typing import Any
from uuid import UUID

from marshmallow import fields

from domain.errors import NotFound, translatable
from payments import accounts
from payments.earnings.earning import Earning, EarningStatus, earning_id
from payments.earnings.earning_rules import EarningRefusalReason
from web.api.cursors import id_in, page_of
from web.api.resources import Resources
from web.api.schemas import (
    AnswerSchema,
    MoneySchema,
    PageQuerySchema,
    about,
    money_answer,
    page_schema,
)
from web.api.scopes import Scope
from web.earnings.labels import OF_EARNING, EarningState
from web.earnings.presenters import EarningList, EarningRow
from web.http.access import ABSENT
from web.http.request_context import current_brand, current_time, marketplace
from web.i18n.language import lazy_gettext

OF_BRAND = tuple(state for state in EarningState if state not in ("in_transit", "paid"))
"""What an expert is paid concerns no brand."""

READ_SPEND = Scope("read:spend", lazy_gettext("Read what conversations cost"))

bp = Resources("spend", __name__, READ_SPEND)


class PriceSchema(AnswerSchema):
    conversation_id = fields.UUID(**about(translatable("The id of the conversation.")))
    price = fields.Nested(
        MoneySchema,
        **about(
            translatable("What it costs, VAT included where it applies, unless it is refused.")
        ),
    )
    status = fields.String(
        **about(
            translatable("Where it stands: only what is `refused` costs nothing."),
            enum=list(OF_BRAND),
        )
    )
    refusal_reasons = fields.List(
        fields.String(metadata={"enum": list(EarningRefusalReason)}),
        **about(translatable("By which rules it costs nothing; none after a contest.")),
    )
    contestable_until = fields.AwareDateTime(
        allow_none=True,
        **about(translatable("Until when your people can contest it, in UTC; else null.")),
    )


@bp.read(
    "/spend",
    translatable("List the prices of conversations, the newest first"),
    page_schema(PriceSchema),
    PageQuerySchema,
    links={
        "price": {
            "operationId": "show_spend",
            "parameters": {
                "brand_slug": "$request.path.brand_slug",
                "conversation_id": "$response.body#/items/0/conversation_id",
            },
        }
    },
)
def list_spend(query: dict[str, Any]) -> dict[str, Any]:
    cursor, market = id_in(query.get("cursor")), marketplace()
    earnings = EarningList(market.log, market.ledger, current_time())
    account = accounts.receivable(current_brand().brand_id)
    before = None if cursor is None else int(cursor)
    rows = earnings.rows(account, before, query["limit"] + 1)
    return page_of(rows, query["limit"], attrgetter("line.entry_id"), _row)


@bp.read(
    "/spend/<uuid:conversation_id>",
    translatable("Read the price of a conversation"),
    PriceSchema,
)
def show_spend(conversation_id: UUID) -> dict[str, Any]:
    """The price of a conversation that the rules were not checked for yet is absent."""
    earning = marketplace().log.load_or_new(Earning, earning_id(conversation_id))
    if earning.pay is None or earning.pay.brand_id != current_brand().brand_id:
        raise NotFound(ABSENT)
    price = earning.pay.price
    return {
        "conversation_id": conversation_id,
        "price": money_answer(price.amount, price.currency),
        **_state(earning),
    }


def _row(row: EarningRow) -> dict[str, Any]:
    state: dict[str, Any] = {"refusal_reasons": [], "contestable_until": None}
    return {
        "conversation_id": row.conversation_id,
        "price": money_answer(row.money.amount, row.money.currency),
        **(_state(row.earning) if row.earning else state | {"status": row.text.state}),
    }


def _state(earning: Earning) -> dict[str, Any]:
    assert earning.status is not None
    is_refused = earning.status is EarningStatus.REFUSED
    return {
        "status": OF_EARNING[earning.status],
        "refusal_reasons": list(earning.refusal_reasons) if is_refused else [],
        "contestable_until": earning.can_be_contested_until,
    }
