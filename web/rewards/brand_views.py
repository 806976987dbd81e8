"""What a brand gives its volunteers: rules, gifts and their stock, and the gifts to send."""

from collections.abc import Mapping
from uuid import UUID, uuid5

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.errors import NotFound
from domain.log.entries import IdempotencyKey
from domain.reasons import parse_reason
from domain.rewards.redemption import CancellationReason
from projections.rewards import catalogue
from projections.rewards.catalogue import GiftSummary
from web.brands import reward_words
from web.http.access import ABSENT
from web.http.account_names import NO_ACCOUNT, names_of
from web.http.form_fields import Values
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_brand,
    current_time,
    marketplace,
    read,
    read_models,
)
from web.rewards import gift_forms, rules_forms
from web.rewards.labels import BRAND_REASONS, STATUSES

MOST_CLOSED = 30

bp = Blueprint("rewards", __name__, url_prefix="/brands/<brand_slug>/rewards")


@bp.get("")
def show_rewards() -> ResponseReturnValue:
    brand = current_brand()
    with read(read_models().reward_catalogue) as db:
        rules = catalogue.reward_rules_of(brand.brand_id, db)
        gifts = catalogue.gifts_of(brand.brand_id, db)
        waiting = catalogue.waiting_redemptions(brand.brand_id, db)
        closed = catalogue.closed_redemptions(brand.brand_id, MOST_CLOSED, db)
    names = names_of([request.member_id for request in (*waiting, *closed)])
    return render_template(
        "rewards/brand_rewards.html",
        brand=brand,
        rules=reward_words.rules_in_words(rules) if rules else {},
        gifts=gifts,
        gift_names={gift.gift_id: reward_words.name_of(gift.name_by_language) for gift in gifts},
        waiting=[(request, names.get(request.member_id, NO_ACCOUNT)) for request in waiting],
        closed=[(request, names.get(request.member_id, NO_ACCOUNT)) for request in closed],
        reasons=BRAND_REASONS,
        statuses=STATUSES,
        name_of=reward_words.name_of,
        is_saved="saved" in request.args,
    )


# Rules.


@bp.get("/rules")
def show_rules() -> ResponseReturnValue:
    with read(read_models().reward_catalogue) as db:
        rules = catalogue.reward_rules_of(current_brand().brand_id, db)
    return _rules_page(rules_forms.stored(rules), {})


@bp.post("/rules")
def publish_rules() -> ResponseReturnValue:
    brand = current_brand()
    draft = rules_forms.read(rules_forms.typed(request.form), brand.currency)
    if draft.setting is None:
        return _rules_page(draft.values, draft.errors), draft.status
    by, at = current_account().id, current_time()
    remember_position(marketplace().programmes.publish_rules(brand.brand_id, draft.setting, by, at))
    return redirect(url_for(".show_rewards", saved=1), code=303)


def _rules_page(values: Values, errors: Mapping[str, str]) -> str:
    return render_template(
        "rewards/rules.html",
        brand=current_brand(),
        values=values,
        errors=errors,
        grades=rules_forms.GRADES,
    )


# Gifts.


@bp.get("/gifts/new")
def show_new_gift() -> ResponseReturnValue:
    return _gift_page(gift_forms.blank(None), {})


@bp.get("/gifts/<uuid:gift_id>")
def show_gift(gift_id: UUID) -> ResponseReturnValue:
    gift = _own_gift(gift_id)
    return _gift_page(gift_forms.blank(gift), {}, gift)


@bp.post("/gifts/new")
def add_gift() -> ResponseReturnValue:
    """Its id is that of the form: sent twice, it is one gift."""
    values = gift_forms.typed(request.form)
    return _stock(values, uuid5(current_brand().brand_id, f"gift/{gift_forms.form_id_of(values)}"))


@bp.post("/gifts/<uuid:gift_id>")
def restock(gift_id: UUID) -> ResponseReturnValue:
    gift = _own_gift(gift_id)
    return _stock(gift_forms.typed(request.form), gift.gift_id, gift)


@bp.post("/gifts/<uuid:gift_id>/withdraw")
def withdraw_gift(gift_id: UUID) -> ResponseReturnValue:
    brand_id, by = current_brand().brand_id, current_account().id
    _own_gift(gift_id)
    remember_position(marketplace().programmes.withdraw_gift(brand_id, gift_id, by, current_time()))
    return redirect(url_for(".show_rewards", saved=1), code=303)


def _stock(values: Values, gift_id: UUID, gift: GiftSummary | None = None) -> ResponseReturnValue:
    brand = current_brand()
    draft = gift_forms.read(values, brand.currency)
    if draft.setting is None:
        return _gift_page(draft.values, draft.errors, gift), draft.status
    by, at = current_account().id, current_time()
    key = IdempotencyKey.of(f"stock-gift/{gift_forms.form_id_of(values)}", *values.values())
    position = marketplace().programmes.stock_gift(
        brand.brand_id, gift_id, *draft.setting, by, at, idempotency_key=key
    )
    remember_position(position)
    return redirect(url_for(".show_rewards", saved=1), code=303)


def _gift_page(values: Values, errors: Mapping[str, str], gift: GiftSummary | None = None) -> str:
    return render_template(
        "rewards/gift.html",
        brand=current_brand(),
        values=values,
        errors=errors,
        gift=gift,
        name=reward_words.name_of(gift.name_by_language) if gift else "",
    )


def _own_gift(gift_id: UUID) -> GiftSummary:
    """Another brand's gift is absent, like none at all."""
    with read(read_models().reward_catalogue) as db:
        gifts = catalogue.gifts_of(current_brand().brand_id, db)
    for gift in gifts:
        if gift.gift_id == gift_id:
            return gift
    raise NotFound(ABSENT)


# Requests for gifts.


@bp.post("/requests/<uuid:redemption_id>/send")
def send(redemption_id: UUID) -> ResponseReturnValue:
    _check_own(redemption_id)
    by = current_account().id
    remember_position(marketplace().redemptions.send(redemption_id, by, current_time()))
    return redirect(url_for(".show_rewards", saved=1), code=303)


@bp.post("/requests/<uuid:redemption_id>/cancel")
def cancel(redemption_id: UUID) -> ResponseReturnValue:
    _check_own(redemption_id)
    reason = parse_reason(CancellationReason, request.form.get("reason", ""))
    by = current_account().id
    remember_position(marketplace().redemptions.cancel(redemption_id, reason, by, current_time()))
    return redirect(url_for(".show_rewards", saved=1), code=303)


def _check_own(redemption_id: UUID) -> None:
    """Another brand's request is absent, like none at all."""
    with read(read_models().reward_catalogue) as db:
        if catalogue.redemption_of_brand(redemption_id, current_brand().brand_id, db) is None:
            raise NotFound(ABSENT)
