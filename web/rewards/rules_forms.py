"""A brand's reward rules as they are typed: rows for tiers and badges, a key for each."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from domain.errors import Invalid
from domain.money import Money
from domain.rewards.reward_rules import (
    WHOLE,
    Badge,
    Grade,
    NameByLanguage,
    RewardRules,
    Tier,
    reward_rule_errors,
)
from domain.text import check_line
from web.brands.setting_forms import FieldChecks, SettingDraft, parse_whole_number
from web.http.form_fields import Values, parse_amount
from web.i18n import formats
from web.i18n.language import gettext
from web.i18n.refusals import refusal_text

GRADES = (1, 2, 3)
TIER_FIELDS = ("key", "fr", "en", "conversations", "points")
NEEDED = ("conversations", "ratings", "percent")
BADGE_FIELDS = (
    *("key", "fr", "en", "days"),
    *(f"{name}_{grade}" for grade in GRADES for name in NEEDED),
)
SINGLE = ("points_per_conversation", "expire_after_months", "cost_per_100_points", "breakage")
BLANK_TIERS, BLANK_BADGES = 2, 1
MOST_ROWS = 20
MOST = 100_000
MOST_MONTHS = 120
MOST_DAYS = 3650
MOST_CHARACTERS = 60
LANGUAGES = ("fr", "en")

Row = dict[str, str]


def typed(form: MultiDict[str, str]) -> Values:
    return {
        **{name: form.get(name, "").strip() for name in SINGLE},
        "tiers": _rows(form, "tier", TIER_FIELDS, BLANK_TIERS),
        "badges": _rows(form, "badge", BADGE_FIELDS, BLANK_BADGES),
    }


def _rows(form: MultiDict[str, str], prefix: str, names: Sequence[str], blank: int) -> list[Row]:
    """The rows in which something was typed, and blank ones."""
    columns = [form.getlist(f"{prefix}_{name}") for name in names]
    rows = [
        dict(zip(names, (text.strip() for text in texts), strict=True))
        for texts in zip(*columns, strict=False)
    ]
    return with_blank([row for row in rows if _is_filled(row)], names, blank)


def _is_filled(row: Row) -> bool:
    return any(text for name, text in row.items() if name != "key")


def with_blank(rows: Sequence[Row], names: Sequence[str], blank: int) -> list[Row]:
    return [*rows, *[dict.fromkeys(names, "") for _ in range(blank)]]


def stored(rules: RewardRules | None) -> Values:
    tiers = rules.tiers if rules else ()
    badges = rules.badges if rules else ()
    return {
        **_single(rules),
        "tiers": with_blank([_tier_row(tier) for tier in tiers], TIER_FIELDS, BLANK_TIERS),
        "badges": with_blank([_badge_row(badge) for badge in badges], BADGE_FIELDS, BLANK_BADGES),
    }


def _single(rules: RewardRules | None) -> dict[str, str]:
    if rules is None:
        return dict(zip(SINGLE, ("10", "24", "", "0"), strict=True))
    cost = rules.cost_per_100_points
    return {
        "points_per_conversation": str(rules.points_per_conversation),
        "expire_after_months": str(rules.points_expire_after_months or ""),
        "cost_per_100_points": formats.plain_amount(cost.amount, cost.currency),
        "breakage": str(rules.breakage_percent),
    }


def _tier_row(tier: Tier) -> Row:
    names = {code: tier.name_by_language.get(code, "") for code in LANGUAGES}
    numbers = {"conversations": str(tier.conversations), "points": str(tier.bonus_points)}
    return {"key": tier.key, **names, **numbers}


def _badge_row(badge: Badge) -> Row:
    row = dict.fromkeys(BADGE_FIELDS, "")
    row |= {code: badge.name_by_language.get(code, "") for code in LANGUAGES}
    row |= {"key": badge.key, "days": str(badge.valid_days or "")}
    for number, grade in zip(GRADES, badge.grades, strict=False):
        row[f"conversations_{number}"] = str(grade.conversations or "")
        row[f"ratings_{number}"] = str(grade.ratings or "")
        row[f"percent_{number}"] = str(grade.good_percent or "")
    return row


def read(values: Values, currency: str) -> SettingDraft[RewardRules]:
    """Read the form as it was typed; currency: of the brand."""
    checks = FieldChecks()
    points = checks.read("points_per_conversation", _number(values, "points_per_conversation"))
    cost = checks.read(
        "cost_per_100_points", partial(parse_cost, values["cost_per_100_points"], currency)
    )
    breakage = checks.read("breakage", _number(values, "breakage", WHOLE))
    months = _months(values["expire_after_months"], checks)
    for section in ("tiers", "badges"):
        _check_number_of_rows(section, values[section], checks)
    tiers, badges = _tiers(values["tiers"], checks), _badges(values["badges"], checks)
    if checks.errors or points is None or cost is None or breakage is None:
        return SettingDraft(values, checks.errors)
    rules = RewardRules(points, tiers, badges, months, Money(cost, currency), breakage)
    errors = _errors_by_section(rules)
    return SettingDraft(values, errors, None if errors else rules)


def _check_number_of_rows(section: str, rows: Sequence[Row], checks: FieldChecks) -> None:
    """What was typed is kept, so that the brand chooses what to leave out."""
    if sum(map(_is_filled, rows)) > MOST_ROWS:
        checks.errors[section] = gettext("Use at most %(n)s rows.", n=MOST_ROWS)


def _errors_by_section(rules: RewardRules) -> dict[str, str]:
    """Fields are right by themselves: what is left is wrong among the tiers, or the badges."""
    single = (rules.points_expire_after_months, rules.cost_per_100_points, rules.breakage_percent)
    sections = {
        "tiers": RewardRules(rules.points_per_conversation, rules.tiers, (), *single),
        "badges": RewardRules(rules.points_per_conversation, (), rules.badges, *single),
    }
    errors = {name: _sentences(reward_rule_errors(part)) for name, part in sections.items()}
    return {name: sentences for name, sentences in errors.items() if sentences}


def _sentences(errors: Iterable[Invalid]) -> str:
    return " ".join(map(refusal_text, errors))


def _number(values: Mapping[str, str], name: str, most: int = MOST) -> "partial[int]":
    return partial(parse_whole_number, values[name] or "0", 0, most)


def parse_cost(text: str, currency: str) -> int:
    """An amount in minor units, which may be zero. Raises ValidationError."""
    is_zero = bool(text) and not text.strip("0.,")
    return 0 if is_zero else parse_amount(text, currency)


def _months(text: str, checks: FieldChecks) -> int | None:
    if not text:
        return None
    return checks.read("expire_after_months", partial(parse_whole_number, text, 1, MOST_MONTHS))


def _tiers(rows: Sequence[Row], checks: FieldChecks) -> tuple[Tier, ...]:
    tiers: list[Tier] = []
    for number, row in enumerate(rows):
        if _is_filled(row):
            names = _names(row, f"tier_fr-{number}", checks)
            key = row["key"] or new_key(names, [tier.key for tier in tiers] + _keys(rows))
            needed, bonus = (
                checks.read(f"tier_{name}-{number}", _number(row, name)) or 0
                for name in ("conversations", "points")
            )
            tiers.append(Tier(key, needed, bonus, names))
    return tuple(tiers)


def _badges(rows: Sequence[Row], checks: FieldChecks) -> tuple[Badge, ...]:
    badges: list[Badge] = []
    for number, row in enumerate(rows):
        if _is_filled(row):
            names = _names(row, f"badge_fr-{number}", checks)
            key = row["key"] or new_key(names, [badge.key for badge in badges] + _keys(rows))
            days = checks.read(f"badge_days-{number}", _number(row, "days", MOST_DAYS))
            grades = (_grade(row, grade, number, checks) for grade in GRADES)
            filled = tuple(grade for grade in grades if grade != Grade())
            badges.append(Badge(key, names, filled, days or None))
    return tuple(badges)


def _grade(row: Row, grade: int, number: int, checks: FieldChecks) -> Grade:
    needed = {
        name: checks.read(
            f"badge_{name}_{grade}-{number}",
            _number(row, f"{name}_{grade}", WHOLE if name == "percent" else MOST),
        )
        or 0
        for name in NEEDED
    }
    return Grade(needed["conversations"], needed["ratings"], needed["percent"])


def _keys(rows: Sequence[Row]) -> list[str]:
    return [row["key"] for row in rows if row["key"]]


def _names(row: Row, field: str, checks: FieldChecks) -> NameByLanguage:
    names = {code: row[code] for code in LANGUAGES if row[code]}
    if not names:
        checks.errors.setdefault(field, gettext("Enter a name in at least one language."))
    for name in names.values():
        checks.read(field, partial(check_name, name))
    return names


def check_name(name: str) -> str:
    """Raises Invalid or ValidationError for a name that does not fit."""
    check_line(name)
    if len(name) > MOST_CHARACTERS:
        raise ValidationError(gettext("Use at most %(n)s characters.", n=MOST_CHARACTERS))
    return name


def new_key(names: NameByLanguage, used: Sequence[str]) -> str:
    """A key from a name, which no other row has: events refer to it for ever."""
    name = names.get("en") or next(iter(names.values()), "")
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = re.sub("[^a-z0-9]+", "-", plain).strip("-") or "reward"
    numbered = (key if number == 1 else f"{key}-{number}" for number in range(1, len(used) + 2))
    return next(free for free in numbered if free not in used)
