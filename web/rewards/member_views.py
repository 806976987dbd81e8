"""A volunteer's rewards: points with why, tier, badges, and gifts to order."""

from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotFound
from domain.log.entries import IdempotencyKey
from domain.members.member import Member
from domain.rewards.redemption import CancellationReason, Redemption
from domain.terms import Voluntary
from web.brands import reward_words
from web.http.access import ABSENT
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    brand_directory,
    current_account,
    current_time,
    marketplace,
)
from web.private_store.accounts import RoleName
from web.rewards.labels import STATUSES
from web.rewards.point_words import points_in_words
from web.rewards.progress import RewardProgress, progress_of

bp = Blueprint("own_rewards", __name__, url_prefix="/rewards")
VOLUNTEERS = (RoleName.EXPERT, RoleName.AMBASSADOR)
"""An expert of one brand may be an ambassador of another."""


@bp.get("")
@roles_accepted(*VOLUNTEERS)
def show_rewards() -> ResponseReturnValue:
    return render_template(
        "rewards/member_rewards.html",
        brands=_progress(),
        is_saved="saved" in request.args,
        name_of=reward_words.name_of,
        grade_in_words=reward_words.grade_in_words,
        points_in_words=points_in_words,
        statuses=STATUSES,
        new_id=uuid4,
    )


@bp.post("/<uuid:brand_id>/gifts/<uuid:gift_id>/order")
@roles_accepted(*VOLUNTEERS)
def order_gift(brand_id: UUID, gift_id: UUID) -> ResponseReturnValue:
    """The id of the order is made on the page: sent twice, it is one."""
    member_id = current_account().id
    # Of no other member, whatever the form says.
    redemption_id = uuid5(member_id, request.form.get("redemption_id", "") or str(uuid4()))
    key = IdempotencyKey.of(f"order-gift/{redemption_id}", member_id, brand_id, gift_id)
    shown_points = request.form.get("points", type=int)
    remember_position(
        marketplace().redemptions.request(
            redemption_id, brand_id, member_id, gift_id, current_time(), key, shown_points
        )
    )
    return redirect(url_for(".show_rewards", saved=1), code=303)


@bp.post("/orders/<uuid:redemption_id>/cancel")
@roles_accepted(*VOLUNTEERS)
def cancel_order(redemption_id: UUID) -> ResponseReturnValue:
    """The order of another member is absent, like none at all."""
    member_id, reason = current_account().id, CancellationReason.CHANGED_MIND
    redemption = marketplace().log.load_or_new(Redemption, redemption_id)
    if redemption.requested is None or redemption.requested.member_id != member_id:
        raise NotFound(ABSENT)
    remember_position(
        marketplace().redemptions.cancel(redemption_id, reason, member_id, current_time())
    )
    return redirect(url_for(".show_rewards", saved=1), code=303)


def _progress() -> list[RewardProgress]:
    member = marketplace().log.load_or_new(Member, current_account().id)
    brands = [
        brand_directory().with_id(brand_id)
        for brand_id, terms in member.engagements.items()
        if isinstance(terms, Voluntary)
    ]
    at = current_time()
    return [
        progress_of(member.id, brand, at.astimezone(ZoneInfo(brand.zone)).date(), at, marketplace())
        for brand in brands
        if brand
    ]
