"""The table of a test's questions, and the CSV with the same cells."""

import csv
import io
from collections.abc import Iterator

from projections.assessments.item_analysis.figure import Figure
from projections.assessments.item_analysis.question_figures import QuestionFigures
from projections.assessments.item_analysis.report import TestFigures

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
