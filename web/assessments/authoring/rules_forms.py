"""The rules of a test as a form: read, with errors by field, and filled in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, validate

from domain.assessments.assessment_rules import (
    LONGEST_DAYS,
    LONGEST_DELAY_S,
    LONGEST_S,
    MOST_SELECTIONS,
    TOO_MANY_TOPICS,
    WHOLE,
    AssessmentRules,
    Selection,
)
from domain.assessments.question import Question
from domain.errors import Invalid
from web.assessments.authoring.form_fields import (
    Form,
    FormValues,
    number_field,
    number_for_input,
    row_values,
    whole_number_field,
    with_nested_rows,
)
from web.http.form_fields import TextField
from web.i18n.language import gettext
from web.i18n.refusals import refusal_text

MINUTE_S = 60
UNITS_S = {"hours": 3600, "days": 24 * 3600}
USUAL = {
    "pass_percent": "80",
    "minutes": "30",
    "delay": "1",
    "unit": "days",
    "shuffles": "true",
}
"""What the form of a first edition suggests."""
MAX_ATTEMPTS = 1000


class SelectionRow(Form):
    topic = TextField(load_default="")
    """A row without a topic selects nothing."""
    count = whole_number_field()
    """None: all of them; 0: none."""
    least = whole_number_field()


class RulesForm(Form):
    rows = fields.List(fields.Nested(SelectionRow))
    pass_percent = whole_number_field()
    minutes = number_field()
    attempts = whole_number_field()
    delay = number_field()
    unit = fields.String(load_default="hours", validate=validate.OneOf(list(UNITS_S)))
    valid_days = whole_number_field()
    min_plausible_s = whole_number_field()
    shuffles = fields.Boolean(load_default=False)
    one_question_per_page = fields.Boolean(load_default=False)


def read_rules(values: FormValues, questions: Sequence[Question]) -> AssessmentRules:
    """Raises ValidationError with a sentence for each field that is wrong."""
    form: dict[str, Any] = RulesForm().load(with_nested_rows(values))
    form["rows"] = [row for row in form["rows"] if row["topic"]]
    by_topic = Counter(question.topic for question in questions)
    if errors := {**_range_errors(form), **_selection_errors(form, by_topic)}:
        raise ValidationError({name: [error] for name, error in errors.items()})
    rows = [row for row in form["rows"] if row["count"] != 0]
    return AssessmentRules(
        selections=tuple(Selection(row["topic"], row["count"], row["least"] or 0) for row in rows),
        pass_percent=form["pass_percent"],
        time_limit_s=_seconds(form["minutes"], MINUTE_S),
        attempts_allowed=form["attempts"],
        retry_after_s=_seconds(form["delay"], UNITS_S[form["unit"]]),
        valid_days=form["valid_days"],
        shuffles=form["shuffles"],
        one_question_per_page=form["one_question_per_page"],
        min_plausible_s=form["min_plausible_s"] or 0,
    )


def _seconds(amount: Decimal | None, unit_s: int) -> int:
    return round((amount or Decimal(0)) * unit_s)


def _range_errors(form: Mapping[str, Any]) -> dict[str, str]:
    """An error for each value out of range; an empty field means what the page says."""
    delay_s = _seconds(form["delay"], UNITS_S[form["unit"]])
    is_valid = {
        "pass_percent": 1 <= (form["pass_percent"] or 0) <= WHOLE,
        "minutes": 1 <= _seconds(form["minutes"], MINUTE_S) <= LONGEST_S,
        "attempts": 1 <= _or_one(form["attempts"]) <= MAX_ATTEMPTS,
        "delay": 0 <= delay_s <= LONGEST_DELAY_S,
        "valid_days": 1 <= _or_one(form["valid_days"]) <= LONGEST_DAYS,
        "min_plausible_s": 0 <= (form["min_plausible_s"] or 0) <= LONGEST_S,
    }
    errors = {
        "pass_percent": gettext("The pass mark must be between 1 and 100 percent."),
        "minutes": gettext("The time limit must be between one second and one day."),
        "attempts": gettext("Allow at least one attempt. Leave empty for no limit."),
        "delay": gettext("The delay must be between zero and one year."),
        "valid_days": gettext(
            "A qualification must be valid for at least one day. Leave empty for no limit."
        ),
        "min_plausible_s": gettext("Enter a number of seconds, 0 or more."),
    }
    return {name: errors[name] for name, valid in is_valid.items() if not valid}


def _or_one(number: int | None) -> int:
    return 1 if number is None else number


def _selection_errors(form: Mapping[str, Any], by_topic: Mapping[str, int]) -> dict[str, str]:
    errors = {}
    if len(by_topic) > MOST_SELECTIONS:
        too_many = Invalid(TOO_MANY_TOPICS, n=MOST_SELECTIONS)
        return {"selections": refusal_text(too_many)}
    for number, row in enumerate(form["rows"]):
        available = by_topic.get(row["topic"], 0)
        if row["count"] is not None and not 0 <= row["count"] <= available:
            errors[f"row-{number}-count"] = gettext(
                "There are %(n)s questions. Enter a number up to that, or leave the field empty"
                " to include them all.",
                n=available,
            )
        if not 0 <= (row["least"] or 0) <= WHOLE:
            errors[f"row-{number}-least"] = gettext("Enter a percentage between 0 and 100.")
    if all(row["count"] == 0 for row in form["rows"]):
        errors["selections"] = gettext("Select questions from at least one topic.")
    return errors


def rules_values(rules: AssessmentRules | None, questions: Sequence[Question]) -> dict[str, str]:
    """The form filled in with the rules of the last edition, or with what is usual."""
    topics = dict.fromkeys(question.topic for question in questions)
    selections = {selection.topic: selection for selection in rules.selections} if rules else {}
    rows = [_row(topic, selections.get(topic)) for topic in topics]
    selection_values = row_values(rows, blank=0)
    if rules is None:
        return {**USUAL, **selection_values}
    unit = "days" if rules.retry_after_s % UNITS_S["days"] == 0 else "hours"
    return {
        **selection_values,
        "pass_percent": str(rules.pass_percent),
        "minutes": _amount(rules.time_limit_s, MINUTE_S),
        "attempts": number_for_input(rules.attempts_allowed),
        "delay": _amount(rules.retry_after_s, UNITS_S[unit]),
        "unit": unit,
        "valid_days": number_for_input(rules.valid_days),
        "min_plausible_s": str(rules.min_plausible_s),
        "shuffles": str(rules.shuffles).lower(),
        "one_question_per_page": str(rules.one_question_per_page).lower(),
    }


def _row(topic: str, selection: Selection | None) -> dict[str, str]:
    if selection is None:
        return {"topic": topic, "count": "", "least": ""}
    return {
        "topic": topic,
        "count": number_for_input(selection.count),
        "least": str(selection.pass_percent) if selection.pass_percent else "",
    }


def _amount(seconds: int, unit_s: int) -> str:
    return number_for_input((Decimal(seconds) / unit_s).quantize(Decimal("0.001")))
