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
    writer.writerows(_cells(each) for each in report.questions)
    return text.getvalue()


def title_of(figures: QuestionFigures) -> str:
    """What its author calls a question, or else how it begins."""
    return figures.question.title or figures.question.text


def _cells(each: QuestionFigures) -> Iterator[object]:
    """Rounded as on the screen; instead of a figure that is not known, why."""
    question = each.question
    yield from (question.id, each.revision.revision, _harmless(title_of(each)))
    yield from (
        _harmless(question.topic),
        question.answer_key.question_type,
        question.points,
        each.n,
    )
    yield from (_percent(each.facility), _percent(each.deviation))
    yield None if each.guess is None else f"{100 * each.guess:.1f}"
    yield from (_percent(each.intended_weight), _percent(each.effective_weight))
    yield _decimal(each.discrimination)
    yield from (f"{bound:.2f}" for bound in each.interval or ()) if each.interval else ("", "")
    yield _percent(each.efficiency)
    yield " ".join(each.flags)
    yield each.leak.since if each.leak else None


def _percent(figure: Figure) -> str:
    return str(figure.why) if figure.value is None else f"{100 * figure.value:.1f}"


def _decimal(figure: Figure) -> str:
    return str(figure.why) if figure.value is None else f"{figure.value:.2f}"


def _harmless(text: str) -> str:
    """Authors write what they like: no spreadsheet shall take it for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
