"""Names of question types, and objections to questions, in the reader's language."""

from collections.abc import Callable, Mapping

from domain.assessments.question_types.ordering_matching import FEWEST_IN_ORDER, FEWEST_PAIRS
from web.i18n.language import gettext

KIND_NAMES: Mapping[str, Callable[[], str]] = {
    "single": lambda: gettext("Choose one"),
    "multiple": lambda: gettext("Choose all that are right"),
    "true_false": lambda: gettext("True or false"),
    "numeric": lambda: gettext("Give a number"),
    "short": lambda: gettext("Give a word or a few"),
    "ordering": lambda: gettext("Put in order"),
    "matching": lambda: gettext("Match what belongs together"),
    "free_text": lambda: gettext("Answer in one's own words"),
}
"""In the order in which an author is offered them."""

KIND_HINTS: Mapping[str, Callable[[], str]] = {
    "single": lambda: gettext("Several choices, one of them right."),
    "multiple": lambda: gettext("Several choices, some of them right."),
    "true_false": lambda: gettext("A statement that is so, or is not."),
    "numeric": lambda: gettext("A number, and how far from it one may be."),
    "short": lambda: gettext("A word that the machine compares with those you accept."),
    "ordering": lambda: gettext("Things to put in the right order."),
    "matching": lambda: gettext("Pairs that belong together, shown apart."),
    "free_text": lambda: gettext("A text that a person marks by the guide you write."),
}

QUESTION_ERRORS: tuple[Callable[[], str], ...] = (
    lambda: gettext("Give at least 2 of them to choose from or to put in order."),
    lambda: gettext("Give at least 3 of them to choose from or to put in order."),
    lambda: gettext("A choice or a thing to put in order needs a text."),
    lambda: gettext("One of the choices earns all the points: say which is right."),
    lambda: gettext("The right choices together earn all the points: 100 percent."),
    lambda: gettext("A choice earns from -100 to 100 percent of the points."),
    lambda: gettext("An answer earns from 0 to 100 percent of the points."),
    lambda: gettext("At least one answer earns all the points."),
    lambda: gettext("A tolerance is 0 or more."),
    lambda: gettext("An accepted answer has at least one letter."),
    lambda: gettext("Give at least 2 pairs to match."),
    lambda: gettext("Each pair needs what belongs to it."),
    lambda: gettext("Each thing to match stands there once."),
    lambda: gettext("Write the guide by which a person marks the answers."),
    lambda: gettext("An answer may have at least one character."),
    lambda: gettext("Two parts of the question have the same key."),
)
"""What the domain says of a key that makes no sense: here, because a catalogue finds it here."""
assert (FEWEST_IN_ORDER, FEWEST_PAIRS) == (3, 2), "these numbers stand in the sentences above"
TWICE = "This stands there twice: "


def kind_name(kind: str) -> str:
    return KIND_NAMES[kind]()


def kind_hint(kind: str) -> str:
    return KIND_HINTS[kind]()


def question_error(sentence: str) -> str:
    """A sentence of the domain about a question, in the reader's language."""
    if sentence.startswith(TWICE):
        text = sentence.removeprefix(TWICE)
        return gettext("This stands there twice: %(text)s", text=text)
    return gettext(sentence)
