"""The words of conversations, in the reader's language."""

from collections.abc import Callable, Mapping

from web.language import current_locale, gettext

OUTCOME_NAMES: Mapping[str, Callable[[], str]] = {
    "answered": lambda: gettext("Answered"),
    "lost": lambda: gettext("Lost"),
    "waiting": lambda: gettext("Waiting for an answer"),
    "rated": lambda: gettext("Rated by the visitor"),
    "sold": lambda: gettext("Followed by a sale"),
}

ONE_OUTCOME: Mapping[str, Callable[[], str]] = {
    "answered": lambda: gettext("answered"),
    "lost": lambda: gettext("nobody answered"),
    "waiting": lambda: gettext("waiting for an answer"),
}
WHO: Mapping[str, Callable[[], str]] = {
    "paid": lambda: gettext("Expert"),
    "voluntary": lambda: gettext("Ambassador"),
}


def outcome_name(outcome: str) -> str:
    """What became of conversations."""
    return OUTCOME_NAMES[outcome]()


def one_outcome(outcome: str) -> str:
    """What became of one conversation."""
    return ONE_OUTCOME[outcome]()


def who(model: str) -> str:
    """Who answers under a model, one of them."""
    return WHO[model]()


def language_name(code: str) -> str:
    """French, English; a code we have no word for stays as it is."""
    return str(current_locale().languages.get(code, code))
