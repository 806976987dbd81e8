"""The charts of the pool: a count that is not told has no bar, and words in the table."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from projections.members.queries import Counted, Few
from projections.members.score_bands import end_of
from web.charts.model import Chart, Series
from web.i18n import formats
from web.i18n.language import gettext
from web.i18n.locale_names import country_name, language_name

MOST_ROWS = 15
"""Of languages and countries: the rest is too few of each to be seen in a bar."""


def all_of(found: Counted, subjects: Mapping[UUID, str]) -> list[Chart]:
    """The charts that there is something to draw in."""
    charts = (
        by_subject(found, subjects),
        by_band(found),
        _by_code("languages", gettext("By language"), gettext("Language"), found.languages),
        _by_code("countries", gettext("By country"), gettext("Country"), found.countries),
    )
    return [chart for chart in charts if chart.labels and any(chart.values)]


def say_few(value: float | None) -> str:
    return gettext("fewer than 3") if value is None else formats.number(value)


def by_subject(found: Counted, subjects: Mapping[UUID, str]) -> Chart:
    """In the order of the names; a subject that has no name here yet is left out."""
    counts = {each.subject_id: (each.declared, each.qualified) for each in found.subjects}
    told = [
        (name, *counts[id]) for id, name in subjects.items() if counts.get(id, (0, 0)) != (0, 0)
    ]
    return Chart(
        "subjects",
        "rows",
        gettext("By subject"),
        gettext("Subject"),
        [name for name, _, _ in told],
        _both([declared for _, declared, _ in told], [qualified for _, _, qualified in told]),
        say_few,
        note=gettext("A subject counts those of the subjects below it too."),
    )


def by_band(found: Counted) -> Chart:
    """In which band the best valid score of each member lies."""
    return Chart(
        "bands",
        "bars",
        gettext("How well they passed"),
        gettext("Score"),
        [band_name(band) for band in found.bands],
        [Series(gettext("Qualified members"), list(found.bands.values()))],
        say_few,
        note=gettext("The best valid score of each member."),
    )


def band_name(band: int) -> str:
    """From its first percent to its last."""
    return f"{formats.number(band)}\N{EN DASH}{formats.percent(end_of(band) / 100, 0)}"


def _by_code(key: str, title: str, heading: str, pairs: Mapping[str, tuple[Few, Few]]) -> Chart:
    name = language_name if key == "languages" else country_name
    codes = list(pairs)[:MOST_ROWS]
    members, qualified = ([pairs[code][place] for code in codes] for place in (0, 1))
    names, series = [name(code) for code in codes], _both(members, qualified)
    return Chart(key, "rows", title, heading, names, series, say_few)


def _both(members: Sequence[Few], qualified: Sequence[Few]) -> list[Series]:
    return [
        Series(gettext("Members"), members),
        Series(gettext("Qualified members"), qualified),
    ]
