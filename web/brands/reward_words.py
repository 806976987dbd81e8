"""Reward rules and gifts in words."""

from collections.abc import Mapping

from domain.rewards.programme import Programme
from domain.rewards.reward_rules import Badge, Grade, RewardRules
from web.i18n import formats
from web.i18n.language import current_language, gettext


def name_of(name_by_language: Mapping[str, str]) -> str:
    """In the reader's language, else in any other."""
    own = name_by_language.get(current_language())
    return own or next(filter(None, name_by_language.values()), "")


def rules_in_words(rules: RewardRules) -> dict[str, str]:
    cost = rules.cost_per_100_points
    return {
        gettext("Points per conversation"): formats.number(rules.points_per_conversation),
        gettext("Tiers"): _tiers(rules),
        gettext("Badges"): formats.series(map(_badge, rules.badges)) or gettext("none"),
        gettext("Points expire after"): _months(rules.points_expire_after_months),
        gettext("Cost of 100 points"): formats.money(cost.amount, cost.currency),
        gettext("Never redeemed"): formats.percent(rules.breakage_percent / 100, 0),
    }


def _tiers(rules: RewardRules) -> str:
    parts = [
        gettext(
            "%(tier)s (conversations: %(n)s, points: %(points)s)",
            tier=name_of(tier.name_by_language),
            n=formats.number(tier.conversations),
            points=formats.number(tier.bonus_points),
        )
        for tier in rules.tiers
    ]
    return formats.series(parts) or gettext("none")


def _months(months: int | None) -> str:
    if months is None:
        return gettext("never")
    return formats.whole_months(months)


def _badge(badge: Badge) -> str:
    grades = ", ".join(map(grade_in_words, badge.grades))
    valid = (
        gettext("valid for %(days)s", days=formats.whole_days(badge.valid_days))
        if badge.valid_days
        else gettext("permanent")
    )
    return f"{name_of(badge.name_by_language)} ({formats.series((grades, valid))})"


def grade_in_words(grade: Grade) -> str:
    """What a grade requires."""
    parts = []
    if grade.conversations:
        parts.append(gettext("conversations: %(n)s", n=formats.number(grade.conversations)))
    if grade.ratings:
        parts.append(
            gettext(
                "ratings: %(n)s, %(percent)s of them good",
                n=formats.number(grade.ratings),
                percent=formats.percent(grade.good_percent / 100, 0),
            )
        )
    return " + ".join(parts)


def gift_in_words(gift: Programme.GiftStocked) -> dict[str, str]:
    return {
        gettext("Name"): name_of(gift.name_by_language),
        gettext("Points"): formats.number(gift.points),
        gettext("Cost of one"): formats.money(gift.unit_cost.amount, gift.unit_cost.currency),
        gettext("Added to the stock"): formats.number(gift.quantity),
    }
