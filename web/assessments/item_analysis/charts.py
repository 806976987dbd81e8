"""The chart of how often each answer to a question was given."""

from projections.assessments.item_analysis.question_figures import QuestionFigures
from web.assessments.item_analysis.labels import label_of
from web.charts.model import Chart, Series
from web.i18n import formats
from web.i18n.language import gettext

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
