"""The rules of a test as a form: read, with what is wrong by field, and filled in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, validate

from domain.assessments.assessment_rules import (
    LONGEST_DAYS,
    LONGEST_DELAY_S,
    LONGEST_S,
    WHOLE,
    AssessmentRules,
    Selection,
)
from domain.assessments.question import Question
from web.assessments.authoring.fields import (
    Figure,
    Form,
    Values,
    Whole,
    Words,
    nested,
    shown_number,
    with_rows,
)
from web.i18n.language import gettext

MINUTE_S = 60
UNITS_S = {"hours": 3600, "days": 24 * 3600}
USUAL = {
    "pass_percent": "80",
    "minutes": "30",
    "delay": "1",
    "unit": "days",
    "shuffles": "true",
}
"""What a first edition begins with; everything can be changed."""
MOST_ATTEMPTS = 1000


class DrawRow(Form):
    topic = Words()
    count = Whole(load_default=None)
    """None: all of them; 0: none."""
    least = Whole(load_default=None)


class RulesForm(Form):
    rows = fields.List(fields.Nested(DrawRow))
    pass_percent = Whole(load_default=None)
    minutes = Figure(load_default=None)
    attempts = Whole(load_default=None)
    delay = Figure(load_default=None)
    unit = fields.String(load_default="hours", validate=validate.OneOf(list(UNITS_S)))
    valid_days = Whole(load_default=None)
    min_plausible_s = Whole(load_default=None)
    shuffles = fields.Boolean(load_default=False)
    one_question_per_page = fields.Boolean(load_default=False)


def read_rules(values: Values, questions: Sequence[Question]) -> AssessmentRules:
    """Raises ValidationError with a sentence for each field that is wrong."""
    typed: dict[str, Any] = RulesForm().load(nested(values))
    by_topic = Counter(each.topic for each in questions)
    if mistakes := {**_ranges(typed), **_draws(typed, by_topic)}:
        raise ValidationError({name: [said] for name, said in mistakes.items()})
    rows = [row for row in typed["rows"] if row["count"] != 0]
    return AssessmentRules(
        selections=tuple(Selection(row["topic"], row["count"], row["least"] or 0) for row in rows),
        pass_percent=typed["pass_percent"],
        time_limit_s=_seconds(typed["minutes"], MINUTE_S),
        attempts_allowed=typed["attempts"],
        retry_after_s=_seconds(typed["delay"], UNITS_S[typed["unit"]]),
        valid_days=typed["valid_days"],
        shuffles=typed["shuffles"],
        one_question_per_page=typed["one_question_per_page"],
        min_plausible_s=typed["min_plausible_s"] or 0,
    )


def _seconds(amount: Decimal | None, unit_s: int) -> int:
    return round((amount or Decimal(0)) * unit_s)


def _ranges(typed: Mapping[str, Any]) -> dict[str, str]:
    """What is outside of what makes sense; nothing typed is what the page says it is."""
    delay_s = _seconds(typed["delay"], UNITS_S[typed["unit"]])
    sense = {
        "pass_percent": 1 <= (typed["pass_percent"] or 0) <= WHOLE,
        "minutes": 1 <= _seconds(typed["minutes"], MINUTE_S) <= LONGEST_S,
        "attempts": 1 <= _or_one(typed["attempts"]) <= MOST_ATTEMPTS,
        "delay": 0 <= delay_s <= LONGEST_DELAY_S,
        "valid_days": 1 <= _or_one(typed["valid_days"]) <= LONGEST_DAYS,
        "min_plausible_s": 0 <= (typed["min_plausible_s"] or 0) <= LONGEST_S,
    }
    said = {
        "pass_percent": gettext("The pass mark goes from 1 to 100 percent."),
        "minutes": gettext("The time limit goes from a second to a day."),
        "attempts": gettext("At least one attempt is allowed; empty: as many as one likes."),
        "delay": gettext("The delay goes from nothing to a year."),
        "valid_days": gettext("A qualification is valid for at least one day; empty: for ever."),
        "min_plausible_s": gettext("Write a number of seconds, 0 or more."),
    }
    return {name: said[name] for name, is_fine in sense.items() if not is_fine}


def _or_one(number: int | None) -> int:
    return 1 if number is None else number


def _draws(typed: Mapping[str, Any], by_topic: Mapping[str, int]) -> dict[str, str]:
    found = {}
    for number, row in enumerate(typed["rows"]):
        there = by_topic.get(row["topic"], 0)
        if row["count"] is not None and not 0 <= row["count"] <= there:
            found[f"row-{number}-count"] = gettext(
                "There are %(n)s questions: write a number up to that, or leave it empty for all.",
                n=there,
            )
        if not 0 <= (row["least"] or 0) <= WHOLE:
            found[f"row-{number}-least"] = gettext("This goes from 0 to 100 percent.")
    if all(row["count"] == 0 for row in typed["rows"]):
        found["selections"] = gettext("Draw from at least one topic.")
    return found


def values_of(rules: AssessmentRules | None, questions: Sequence[Question]) -> dict[str, str]:
    """The form as it is filled in: the rules of the last edition, or what is usual."""
    topics = dict.fromkeys(each.topic for each in questions)
    selections = {draw.topic: draw for draw in rules.selections} if rules else {}
    rows = [_row(topic, selections.get(topic)) for topic in topics]
    drawn = with_rows(rows, blank=0)
    if rules is None:
        return {**USUAL, **drawn}
    unit = "days" if rules.retry_after_s % UNITS_S["days"] == 0 else "hours"
    return {
        **drawn,
        "pass_percent": str(rules.pass_percent),
        "minutes": _shown(rules.time_limit_s, MINUTE_S),
        "attempts": shown_number(rules.attempts_allowed),
        "delay": _shown(rules.retry_after_s, UNITS_S[unit]),
        "unit": unit,
        "valid_days": shown_number(rules.valid_days),
        "min_plausible_s": str(rules.min_plausible_s),
        "shuffles": str(rules.shuffles).lower(),
        "one_question_per_page": str(rules.one_question_per_page).lower(),
    }


def _row(topic: str, draw: Selection | None) -> dict[str, str]:
    if draw is None:
        return {"topic": topic, "count": "", "least": ""}
    return {
        "topic": topic,
        "count": shown_number(draw.count),
        "least": str(draw.pass_percent) if draw.pass_percent else "",
    }


def _shown(seconds: int, unit_s: int) -> str:
    return shown_number((Decimal(seconds) / unit_s).quantize(Decimal("0.001")))
