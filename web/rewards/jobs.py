"""Volunteers get the tiers and badges that they earned, and lose points and badges that expired."""

import logging
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.errors import Refused
from domain.rewards.reward_rules import RewardRules
from domain.terms import Voluntary
from projections.brands.brands import brand_with_id
from projections.members.directory import engaged_with
from projections.rewards.catalogue import brands_with_rules
from web.marketplace import Marketplace
from web.rewards.progress import track_records

logger = logging.getLogger(__name__)


def recognise_volunteers(marketplace: Marketplace, at: datetime) -> int:
    """Bring every volunteer's tiers, badges and points up to date; returns how many changed."""
    models = marketplace.read_models
    with models.read(models.reward_catalogue) as db:
        rules_by_brand = brands_with_rules(db)
    with models.read(models.pool) as db:
        engaged = engaged_with(None, db)
    changed = 0
    for member in engaged:
        rules = rules_by_brand.get(member.brand_id)
        if rules and member.model == Voluntary.model:
            changed += _recognise(member.member_id, member.brand_id, rules, at, marketplace)
    return changed


def _recognise(
    member_id: UUID, brand_id: UUID, rules: RewardRules, at: datetime, marketplace: Marketplace
) -> bool:
    """Another worker may have been first, or the engagement may have ended: no error."""
    models, recognitions = marketplace.read_models, marketplace.recognitions
    with models.read(models.brands) as db:
        brand = brand_with_id(brand_id, db)
    zone = ZoneInfo(brand.zone if brand else "UTC")
    records = track_records(member_id, brand_id, rules, at.astimezone(zone).date(), marketplace)
    before = marketplace.log.rows.head()
    try:
        recognitions.expire_badges(brand_id, member_id, at)
        recognitions.reach_tiers(brand_id, member_id, records[None].conversations, at)
        for badge in rules.badges:
            record = records[badge.valid_days]
            if badge.grade_of(record):
                recognitions.award_badge(brand_id, member_id, badge.key, record, at)
        recognitions.expire_lots(brand_id, member_id, at)
    except Refused as refusal:
        logger.info("A volunteer was not recognised: %s", refusal)
    return marketplace.log.rows.head() > before
