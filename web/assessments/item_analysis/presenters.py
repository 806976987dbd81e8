"""The table of a test's questions, its CSV, and the chart of the answers to one of them."""

import csv
import io
from collections.abc import Iterator

from projections.assessments.item_analysis.figure import Figure
from projections.assessments.item_analysis.question_figures import QuestionFigures
from projections.assessments.item_analysis.report import TestFigures
from web.assessments.item_analysis.labels import label_of
from web.charts.model import Chart, Series
from web.i18n import formats
from web.i18n.language import gettext

COLUMNS = (
    *("question_id", "revision", "title", "topic", "kind", "points", "n"),
    *("facility_percent", "standard_deviation_percent", "random_guess_percent"),
    *("intended_weight_percent", "effective_weight_percent"),
    *("discrimination", "discrimination_low", "discrimination_high"),
    *("efficiency_percent", "flags", "easier_since"),
)


def csv_of(report: TestFigures) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(figures) for figures in report.questions)
    return text.getvalue()


def title_of(figures: QuestionFigures) -> str:
    """The name that its author gave a question, or else its text."""
    return figures.question.title or figures.question.text


def _cells(figures: QuestionFigures) -> Iterator[object]:
    """Rounded as on the screen; instead of an unknown figure, the reason."""
    question = figures.question
    yield from (question.id, figures.revision.revision, _harmless(title_of(figures)))
    yield from (
        _harmless(question.topic),
        question.answer_key.question_type,
        question.points,
        figures.n,
    )
    yield from (_percent(figures.facility), _percent(figures.deviation))
    yield None if figures.guess is None else f"{100 * figures.guess:.1f}"
    yield from (_percent(figures.intended_weight), _percent(figures.effective_weight))
    yield _decimal(figures.discrimination)
    yield from (
        (f"{bound:.2f}" for bound in figures.interval or ()) if figures.interval else ("", "")
    )
    yield _percent(figures.efficiency)
    yield " ".join(figures.flags)
    yield figures.item_exposure.since if figures.item_exposure else None


def _percent(figure: Figure) -> str:
    return str(figure.reason) if figure.value is None else f"{100 * figure.value:.1f}"


def _decimal(figure: Figure) -> str:
    return str(figure.reason) if figure.value is None else f"{figure.value:.2f}"


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


RIGHT = 100.0


def choices_chart(figures: QuestionFigures) -> Chart:
    """By all candidates, by the best third and by the weakest."""
    distractors = figures.distractors
    unanswered = [distractors.unanswered] if distractors.unanswered.n else []
    rows = [*distractors.counts, *unanswered]
    labels = [_label(figures, row.key, row.percent) for row in rows]
    third = formats.number(distractors.a_third)
    return Chart(
        "choices",
        "rows",
        gettext("Answers chosen"),
        gettext("Answer"),
        labels,
        [
            Series(
                gettext("All (n = %(n)s)", n=formats.number(figures.n)), [row.n for row in rows]
            ),
            Series(gettext("Best third (n = %(n)s)", n=third), [row.upper for row in rows]),
            Series(gettext("Weakest third (n = %(n)s)", n=third), [row.lower for row in rows]),
        ],
        formats.number,
        gettext(
            "Thirds are based on the rest of the test. A wrong answer that is never chosen"
            " misleads no candidate."
        ),
    )


def _label(figures: QuestionFigures, key: str, percent: float) -> str:
    if not key:
        return gettext("No answer")
    label = label_of(figures.question.answer_key, key)
    if percent == RIGHT:
        return gettext("%(answer)s (correct)", answer=label)
    if percent:
        earned = formats.percent(percent / RIGHT, 0)
        return gettext("%(answer)s (earns %(share)s)", answer=label, share=earned)
    return label
