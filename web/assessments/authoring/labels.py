"""Names of question types, and objections to questions, in the reader's language."""

from collections.abc import Callable, Mapping

from domain.assessments.question_types.ordering_matching import MIN_ITEMS_IN_ORDER, MIN_PAIRS
from web.i18n.language import gettext

KIND_NAMES: Mapping[str, Callable[[], str]] = {
    "single": lambda: gettext("Single choice"),
    "multiple": lambda: gettext("Multiple choice"),
    "true_false": lambda: gettext("True or false"),
    "numeric": lambda: gettext("Numeric answer"),
    "short": lambda: gettext("Short answer"),
    "ordering": lambda: gettext("Ordering"),
    "matching": lambda: gettext("Matching"),
    "free_text": lambda: gettext("Free text"),
}
"""In the order in which an author is offered them."""

KIND_HINTS: Mapping[str, Callable[[], str]] = {
    "single": lambda: gettext("Several choices, only one of them correct."),
    "multiple": lambda: gettext("Several choices, some of them correct."),
    "true_false": lambda: gettext("A statement that is true or false."),
    "numeric": lambda: gettext("A number, with an accepted margin."),
    "short": lambda: gettext(
        "One or more words, compared automatically with the answers you accept."
    ),
    "ordering": lambda: gettext("Items to put in the correct order."),
    "matching": lambda: gettext("Pairs to be matched."),
    "free_text": lambda: gettext("A text that a person grades with your grading guide."),
}

QUESTION_ERRORS: tuple[Callable[[], str], ...] = (
    lambda: gettext("Enter at least 2 items to choose from or to put in order."),
    lambda: gettext("Enter at least 3 items to choose from or to put in order."),
    lambda: gettext("Each choice and each item to order needs a text."),
    lambda: gettext("One choice must earn all the points. Select the correct one."),
    lambda: gettext("Together, the correct choices must earn all the points: 100 percent."),
    lambda: gettext("A choice must earn between -100 and 100 percent of the points."),
    lambda: gettext("An answer must earn between 0 and 100 percent of the points."),
    lambda: gettext("At least one answer must earn all the points."),
    lambda: gettext("The accepted margin cannot be negative."),
    lambda: gettext("An accepted answer cannot be empty."),
    lambda: gettext("Enter at least 2 pairs to match."),
    lambda: gettext("Each pair needs its second item."),
    lambda: gettext("Each item to match may appear only once."),
    lambda: gettext("Write the grading guide for the answers."),
    lambda: gettext("Allow at least one character for the answer."),
    lambda: gettext("Two parts of the question have the same identifier."),
    lambda: gettext("This question has never been published. Edit it in the draft."),
)
"""What the domain says of a key that makes no sense: here, because a catalogue finds it here."""
assert (MIN_ITEMS_IN_ORDER, MIN_PAIRS) == (3, 2), "these numbers stand in the sentences above"
TWICE = "This appears twice: "


def kind_name(kind: str) -> str:
    return KIND_NAMES[kind]()


def kind_hint(kind: str) -> str:
    return KIND_HINTS[kind]()


def question_error(sentence: str) -> str:
    """A sentence of the domain about a question, in the reader's language."""
    if sentence.startswith(TWICE):
        text = sentence.removeprefix(TWICE)
        return gettext("This appears twice: %(text)s", text=text)
    return gettext(sentence)
