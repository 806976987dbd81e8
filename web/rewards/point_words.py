"""Why a volunteer's points came or went, in words."""

from web.brands.reward_words import name_of
from web.i18n import formats
from web.i18n.language import gettext, ngettext
from web.rewards.progress import PointLine, RewardProgress


def points_in_words(line: PointLine, progress: RewardProgress) -> str:
    match line.kind:
        case "conversations":
            month = formats.month(line.when)
            return ngettext(
                "%(month)s: %(n)s conversation",
                "%(month)s: %(n)s conversations",
                line.n,
                month=month,
                n=formats.number(line.n),
            )
        case "tier":
            return gettext("Tier reached: %(tier)s", tier=_tier_name(line.item, progress))
        case "gift":
            return gettext("Gift ordered: %(gift)s", gift=_gift_name(line.item, progress))
        case "gift_cancelled":
            return gettext("Order cancelled: %(gift)s", gift=_gift_name(line.item, progress))
        case _:
            return gettext("Points expired")


def _tier_name(key: str, progress: RewardProgress) -> str:
    tiers = progress.rules.tiers if progress.rules else ()
    return next((name_of(tier.name_by_language) for tier in tiers if tier.key == key), key)


def _gift_name(gift_id: str, progress: RewardProgress) -> str:
    names = {str(id): name_of(names) for id, names in progress.gift_names.items()}
    return names.get(gift_id, "")
