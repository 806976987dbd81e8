"""All settings of a brand at a glance, each with its value in words and where to change it."""

from typing import NamedTuple

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from domain.conversations.routing import DEFAULT_POLICY
from projections.brands.brands import opening_hours_of, promise_of, routing_policy_of, widget_of
from projections.recruitment.applications import criteria_by_brand
from web.brands import setting_words as words
from web.brands.setting_words import Aspects
from web.http.request_context import current_brand, read, read_models
from web.i18n.language import gettext

bp = Blueprint("brand_settings", __name__, url_prefix="/brands/<brand_slug>/settings")


class SettingCard(NamedTuple):
    """A setting on the page."""

    endpoint: str
    name: str
    aspects: Aspects
    """Empty: never set."""
    note: str = ""
    """What holds as long as it was never set."""


@bp.get("")
def show_settings() -> ResponseReturnValue:
    cards = [*_service_cards(), _widget_card(), _criteria_card()]
    return render_template("brands/settings.html", cards=cards)


def _service_cards() -> list[SettingCard]:
    brand_id = current_brand().brand_id
    with read(read_models().brands) as db:
        hours, promise = opening_hours_of(brand_id, db), promise_of(brand_id, db)
        policy = routing_policy_of(brand_id, db)
    return [
        SettingCard(
            "opening_hours.show_opening_hours",
            gettext("Opening hours"),
            words.hours_in_words(hours) if hours else {},
            gettext("Never set: opening minutes are unknown."),
        ),
        SettingCard(
            "routing.show_routing",
            gettext("Routing and promise"),
            words.policy_in_words(policy or DEFAULT_POLICY) | words.promise_in_words(promise),
        ),
    ]


def _widget_card() -> SettingCard:
    brand = current_brand()
    with read(read_models().brands) as db:
        widget = widget_of(brand.brand_id, db)
    return SettingCard(
        "widget_settings.show_widget",
        gettext("Chat widget"),
        words.widget_in_words(widget, brand.currency) if widget else {},
        gettext("Never set: the widget has no texts and shows nowhere."),
    )


def _criteria_card() -> SettingCard:
    with read(read_models().applications) as db:
        criteria = criteria_by_brand(db).get(current_brand().brand_id, ())
    return SettingCard(
        "ambassador_criteria.show_criteria",
        gettext("Ambassador criteria"),
        words.criteria_in_words(criteria),
        gettext("No criteria yet, so people cannot apply to your brand."),
    )
