"""A brand's conversations: the list behind every figure, and the timeline of one of them."""

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from domain.conversations.conversation_reasons import LostReason
from domain.errors import NotFound
from payments.earnings.earning import Earning, earning_id
from projections.conversations.queries import OUTCOMES, brand_of
from web.brands.model_names import model_name
from web.conversations import labels
from web.conversations.forms import RESPONDENTS, filter_for, read_params
from web.conversations.presenters import csv_of, page_of
from web.conversations.timeline import timeline_of
from web.earnings.labels import state_of
from web.http.access import ABSENT
from web.http.files import file_response
from web.http.request_context import (
    current_brand,
    current_time,
    marketplace,
    read,
    read_models,
)
from web.i18n import formats
from web.i18n.locale_names import language_name

bp = Blueprint("conversations", __name__, url_prefix="/brands/<brand_slug>")


@bp.get("/conversations")
def show_conversations() -> ResponseReturnValue:
    brand, params = current_brand(), read_params(request.args)
    with read(read_models().facts) as facts:
        listing = page_of(filter_for(params, brand, facts), params.page, facts)
    return render_template(
        "conversations/conversations.html",
        brand=brand,
        listing=listing,
        labels=labels,
        language_name=language_name,
        outcomes={name: labels.outcome_name(name) for name in OUTCOMES},
        models={name: model_name(name) for name in RESPONDENTS},
        reasons={name.value: labels.lost_reason(name) for name in LostReason},
        weekdays=formats.weekdays(),
    )


@bp.get("/conversations.csv")
def download_conversations() -> ResponseReturnValue:
    brand, params = current_brand(), read_params(request.args)
    with read(read_models().facts) as facts:
        filter_ = filter_for(params, brand, facts)
    name = f"{brand.slug}-conversations-{filter_.first}-{filter_.end}.csv"
    return file_response(csv_of(filter_, brand, read_models()), "text/csv", name)


@bp.get("/conversations/<uuid:conversation_id>")
def show_timeline(conversation_id: UUID) -> ResponseReturnValue:
    brand = current_brand()
    with read(read_models().facts) as facts:
        if brand_of(conversation_id, facts) != brand.brand_id:
            raise NotFound(ABSENT)
    log = marketplace().log
    earning = log.load_or_new(Earning, earning_id(conversation_id))
    return render_template(
        "conversations/timeline.html",
        brand=brand,
        timeline=timeline_of(conversation_id, log),
        labels=labels,
        price_state=state_of(earning, brand.zone, current_time()) if earning.pay else None,
    )
