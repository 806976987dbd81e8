"""Ambassador criteria as they are typed: a number for each count that a brand asks for."""

from collections.abc import Sequence
from functools import partial

from werkzeug.datastructures import MultiDict

from domain.brands.brand import Criterion
from web.brands.ambassador_metrics import METRICS
from web.brands.setting_forms import FieldChecks, SettingDraft, parse_whole_number
from web.http.form_fields import Values

MOST = 100_000


def typed(form: MultiDict[str, str], metrics: Sequence[str]) -> Values:
    return {metric: form.get(metric, "").strip() for metric in metrics}


def stored(criteria: Sequence[Criterion]) -> Values:
    return {criterion.metric: str(criterion.at_least) for criterion in criteria}


def metrics_of(criteria: Sequence[Criterion]) -> list[str]:
    """The usual counts, and those that the brand asks for besides."""
    return list(dict.fromkeys([*METRICS, *(criterion.metric for criterion in criteria)]))


def read(values: Values) -> SettingDraft[tuple[Criterion, ...]]:
    """An empty field, or zero, asks for nothing."""
    checks = FieldChecks()
    numbers = {
        metric: checks.read(metric, partial(parse_whole_number, text or "0", 0, MOST))
        for metric, text in values.items()
    }
    if checks.errors:
        return SettingDraft(values, checks.errors)
    criteria = tuple(Criterion(metric, number) for metric, number in numbers.items() if number)
    return SettingDraft(values, {}, criteria)
