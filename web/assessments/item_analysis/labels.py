"""Names of item statistics and their flags, in the reader's language."""

from collections.abc import Callable, Iterator, Mapping

from domain.assessments.question import AnswerKey
from domain.assessments.question_types.choice import Multiple, Single, TrueFalse
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from projections.assessments.item_analysis.exposure import ItemExposure
from projections.assessments.item_analysis.figure import Figure, MissingReason
from projections.assessments.item_analysis.question_figures import Flag, QuestionFigures
from projections.assessments.item_analysis.scored_attempt import AttemptChoice
from web.i18n import formats
from web.i18n.language import gettext

WHICH: Mapping[AttemptChoice, Callable[[], str]] = {
    AttemptChoice.FIRST: lambda: gettext("First attempts only"),
    AttemptChoice.HIGHEST: lambda: gettext("Each candidate's best attempt"),
    AttemptChoice.ALL: lambda: gettext("All attempts"),
}
REASONS: Mapping[MissingReason, Callable[[], str]] = {
    MissingReason.TOO_FEW: lambda: gettext("too few attempts"),
    MissingReason.NO_VARIANCE: lambda: gettext("no variation"),
    MissingReason.ONE_QUESTION: lambda: gettext("only one question"),
    MissingReason.NOT_SELECTED_FOR_ALL: lambda: gettext("not in every attempt"),
    MissingReason.NEGATIVE: lambda: gettext("not defined"),
}
"""Why there is no figure, as short as a cell is narrow."""
FLAGS: Mapping[Flag, Callable[[], str]] = {
    Flag.TOO_EASY: lambda: gettext("Too easy"),
    Flag.AGAINST_THE_REST: lambda: gettext("Negative discrimination"),
    Flag.SUDDENLY_EASY: lambda: gettext("Suddenly easier"),
}


def which_name(which: AttemptChoice) -> str:
    return WHICH[which]()


def percent(figure: Figure) -> str:
    """A share; or why there is none."""
    return REASONS[figure.reason]() if figure.reason else formats.percent(figure.value)


def decimal(figure: Figure) -> str:
    return REASONS[figure.reason]() if figure.reason else formats.number(figure.value, 2)


def flag_name(flag: Flag) -> str:
    return FLAGS[flag]()


def flag_sentences(figures: QuestionFigures) -> Iterator[str]:
    """What stands out, in full."""
    for flag in figures.flags:
        if flag is Flag.TOO_EASY:
            earned = formats.percent(figures.facility.value)
            yield gettext("Too easy: candidates earn %(share)s of its points.", share=earned)
        elif flag is Flag.AGAINST_THE_REST:
            yield _against_the_rest(figures)
        elif figures.item_exposure is not None:
            yield item_exposure_sentence(figures.item_exposure)


def _against_the_rest(figures: QuestionFigures) -> str:
    assert figures.interval is not None
    sure = figures.interval.high < 0
    chance = "" if sure else gettext("This may be due to chance: the interval contains 0.")
    sentence = gettext(
        "Candidates who do well on the rest of the test do worse here. Check the correct"
        " answers and the wording."
    )
    return f"{sentence} {chance}".strip()


def item_exposure_sentence(exposure: ItemExposure) -> str:
    return gettext(
        "Easier since %(day)s: %(before)s before (n = %(n_before)s), %(after)s since (n ="
        " %(n_after)s). It may have leaked.",
        day=formats.day(exposure.since),
        before=formats.percent(exposure.before),
        after=formats.percent(exposure.after),
        n_before=formats.number(exposure.n_before),
        n_after=formats.number(exposure.n_after),
    )


def label_of(kind: AnswerKey, key: str) -> str:
    """A counted answer as an author reads it."""
    match kind:
        case Single(choices=choices) | Multiple(choices=choices):
            return next(choice.text for choice in choices if choice.key == key)
        case TrueFalse():
            return gettext("True") if key == "true" else gettext("False")
        case Matching() | Ordering():
            return _pair(kind, *key.split(">"))
        case _:
            return key


def _pair(kind: Matching | Ordering, one: str, other: str) -> str:
    if isinstance(kind, Matching):
        pairs = {pair.key: pair for pair in kind.pairs}
        return f"{pairs[one].left} → {pairs[other].right}"
    texts = {item.key: item.text for item in kind.items}
    return gettext("%(one)s, then %(other)s", one=texts[one], other=texts[other])
