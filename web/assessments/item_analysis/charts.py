"""Who chose what, seen."""

from projections.assessments.item_analysis.question_figures import QuestionFigures
from web.assessments.item_analysis.labels import label_of
from web.charts.model import Chart, Series
from web.i18n import formats
from web.i18n.language import gettext

RIGHT = 100.0


def chosen(figures: QuestionFigures) -> Chart:
    """How often each answer was given: by all, by the best third and by the weakest."""
    counted = figures.distractors
    rows = [*counted.counts, *([counted.unanswered] if counted.unanswered.n else [])]
    labels = [_label(figures, each.key, each.percent) for each in rows]
    third = formats.number(counted.a_third)
    return Chart(
        "choices",
        "rows",
        gettext("Who chose what"),
        gettext("Answer"),
        labels,
        [
            Series(gettext("All (n = %(n)s)", n=formats.number(figures.n)), [r.n for r in rows]),
            Series(gettext("Best third (n = %(n)s)", n=third), [r.upper for r in rows]),
            Series(gettext("Weakest third (n = %(n)s)", n=third), [r.lower for r in rows]),
        ],
        formats.number,
        gettext(
            "Thirds by the rest of the test. A wrong answer that nobody gives misleads nobody."
        ),
    )


def _label(figures: QuestionFigures, key: str, percent: float) -> str:
    if not key:
        return gettext("No answer")
    label = label_of(figures.question.answer_key, key)
    if percent == RIGHT:
        return gettext("%(answer)s (right)", answer=label)
    if percent:
        earned = formats.percent(percent / RIGHT, 0)
        return gettext("%(answer)s (earns %(share)s)", answer=label, share=earned)
    return label
