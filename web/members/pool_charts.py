"""The charts of the pool: a count too small to be shown has no bar, and words in the table."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from projections.members.queries import PoolCounts, VisibleCount
from projections.members.tables import end_of
from web.charts.model import Chart, Series
from web.i18n import formats
from web.i18n.language import gettext
from web.i18n.locale_names import country_name, language_name

MAX_ROWS = 15
"""Of languages and countries: the bars of the rest are too small."""


def charts_of(counts: PoolCounts, subjects: Mapping[UUID, str]) -> list[Chart]:
    """Those of the charts that have anything to show."""
    charts = (
        by_subject(counts, subjects),
        by_band(counts),
        _by_code("languages", gettext("By language"), gettext("Language"), counts.languages),
        _by_code("countries", gettext("By country"), gettext("Country"), counts.countries),
    )
    return [chart for chart in charts if chart.labels and any(chart.values)]


def say_few(value: float | None) -> str:
    return gettext("fewer than 3") if value is None else formats.number(value)


def by_subject(counts: PoolCounts, subjects: Mapping[UUID, str]) -> Chart:
    """In the order of the names; a subject that has no name here yet is left out."""
    by_id = {
        subject.subject_id: (subject.declared, subject.qualified) for subject in counts.subjects
    }
    rows = [(name, *by_id[id]) for id, name in subjects.items() if by_id.get(id, (0, 0)) != (0, 0)]
    return Chart(
        "subjects",
        "rows",
        gettext("By subject"),
        gettext("Subject"),
        [name for name, _, _ in rows],
        _both([declared for _, declared, _ in rows], [qualified for _, _, qualified in rows]),
        say_few,
        note=gettext("The count for a subject includes its sub-subjects."),
    )


def by_band(counts: PoolCounts) -> Chart:
    """In which band the best valid score of each member lies."""
    return Chart(
        "bands",
        "bars",
        gettext("Distribution of scores"),
        gettext("Score"),
        [band_name(band) for band in counts.bands],
        [Series(gettext("Qualified members"), list(counts.bands.values()))],
        say_few,
        note=gettext("Best valid score of each member."),
    )


def band_name(band: int) -> str:
    """From its first percent to its last."""
    return f"{formats.number(band)}\N{EN DASH}{formats.percent(end_of(band) / 100, 0)}"


def _by_code(
    key: str, title: str, heading: str, pairs: Mapping[str, tuple[VisibleCount, VisibleCount]]
) -> Chart:
    name = language_name if key == "languages" else country_name
    codes = list(pairs)[:MAX_ROWS]
    members, qualified = ([pairs[code][column] for code in codes] for column in (0, 1))
    names, series = [name(code) for code in codes], _both(members, qualified)
    return Chart(key, "rows", title, heading, names, series, say_few)


def _both(members: Sequence[VisibleCount], qualified: Sequence[VisibleCount]) -> list[Series]:
    return [
        Series(gettext("Members"), members),
        Series(gettext("Qualified members"), qualified),
    ]
