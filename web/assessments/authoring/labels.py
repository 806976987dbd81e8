"""Names of question types and hints about them, in the reader's language."""

from collections.abc import Callable, Mapping

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


def kind_name(kind: str) -> str:
    return KIND_NAMES[kind]()


def kind_hint(kind: str) -> str:
    return KIND_HINTS[kind]()
