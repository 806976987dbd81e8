"""A brand's conversations: the list behind every figure, and the story of one of them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from domain.conversations.conversation import LostReason
from domain.errors import NotFound
from domain.terms import MODELS
from projections.conversations.queries import OUTCOMES, Filter, brand_of, count, listed
from web.conversations import labels as words
from web.conversations.forms import ONE_DAY, filter_for, query_of, read_asked
from web.conversations.labels import lost_reason, model_name
from web.conversations.presenters import A_PAGE, Row, csv_of
from web.conversations.timeline import story_of
from web.http.access import ABSENT
from web.http.request_context import current_brand, marketplace
from web.i18n import formats
from web.i18n.locale_names import language_name

pages = Blueprint("conversations", __name__)


@dataclass(frozen=True)
class Listing:
    """One page of the conversations that were asked for."""

    chosen: Filter
    n: int
    page: int
    rows: tuple[Row, ...]

    @property
    def last_page(self) -> int:
        return last_page_of(self.n)

    @property
    def last_day(self) -> date:
        return self.chosen.end - ONE_DAY

    def query(self, page: int | None = None) -> dict[str, str]:
        return query_of(self.chosen, page=page)


@pages.get("/brands/<brand_slug>/conversations")
def show_conversations(brand_slug: str) -> ResponseReturnValue:
    del brand_slug  # access.py has read it
    brand, asked, read_models = current_brand(), read_asked(request.args), marketplace().read_models
    with read_models.read(read_models.facts) as facts:
        listing = listing_of(filter_for(asked, brand, facts), asked.page, facts)
    return render_template(
        "conversations/conversations.html",
        brand=brand,
        listing=listing,
        words=words,
        language_name=language_name,
        outcomes={name: words.outcome_name(name) for name in OUTCOMES},
        models={name: model_name(name) for name in MODELS},
        reasons={name.value: lost_reason(name) for name in LostReason},
        weekdays=formats.weekdays(),
    )


@pages.get("/brands/<brand_slug>/conversations.csv")
def download_conversations(brand_slug: str) -> ResponseReturnValue:
    brand, asked, read_models = current_brand(), read_asked(request.args), marketplace().read_models
    with read_models.read(read_models.facts) as facts:
        chosen = filter_for(asked, brand, facts)
    answer = Response(csv_of(chosen, brand, read_models), mimetype="text/csv")
    name = f"{brand_slug}-conversations-{chosen.first}-{chosen.end}.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.get("/brands/<brand_slug>/conversations/<uuid:conversation_id>")
def show_story(brand_slug: str, conversation_id: UUID) -> ResponseReturnValue:
    del brand_slug
    brand, read_models = current_brand(), marketplace().read_models
    with read_models.read(read_models.facts) as facts:
        if brand_of(conversation_id, facts) != brand.brand_id:
            raise NotFound(ABSENT)
    story = story_of(conversation_id, marketplace().log)
    return render_template("conversations/timeline.html", brand=brand, story=story, words=words)


def listing_of(chosen: Filter, page: int, facts: Connection) -> Listing:
    """A page of a list; beyond the last one, the last."""
    n = count(chosen, facts)
    page = min(page, last_page_of(n))
    found = listed(chosen, facts, first=(page - 1) * A_PAGE, most=A_PAGE)
    return Listing(chosen, n, page, tuple(Row(each) for each in found))


def last_page_of(n: int) -> int:
    return max(1, -(-n // A_PAGE))
