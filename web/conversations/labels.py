"""The names of outcomes, roles and reasons, in the reader's language."""

from collections.abc import Callable, Mapping

from web.i18n.language import gettext

OUTCOME_NAMES: Mapping[str, Callable[[], str]] = {
    "answered": lambda: gettext("Answered"),
    "lost": lambda: gettext("Lost"),
    "waiting": lambda: gettext("Waiting for an answer"),
    "rated": lambda: gettext("Rated by the visitor"),
    "sold": lambda: gettext("Followed by a sale"),
}

ONE_OUTCOME: Mapping[str, Callable[[], str]] = {
    "answered": lambda: gettext("answered"),
    "lost": lambda: gettext("lost request"),
    "waiting": lambda: gettext("waiting for an answer"),
}
RESPONDENT_ROLES: Mapping[str, Callable[[], str]] = {
    "paid": lambda: gettext("Expert"),
    "voluntary": lambda: gettext("Ambassador"),
    "employed": lambda: gettext("Employee"),
}

LOST_REASONS: Mapping[str, Callable[[], str]] = {
    "closed_hours": lambda: gettext("outside opening hours"),
    "nobody_present": lambda: gettext("no respondent present"),
    "all_full": lambda: gettext("all respondents busy"),
    "nobody_qualified": lambda: gettext("no qualified respondent"),
    "nobody_accepted": lambda: gettext("no respondent took it in time"),
    "budget_spent": lambda: gettext("budget spent"),
    "visitor_left": lambda: gettext("visitor left before an answer"),
    "not_recorded": lambda: gettext("reason not recorded"),
}

EXCLUSION_REASONS: Mapping[str, Callable[[], str]] = {
    "away": lambda: gettext("away"),
    "full": lambda: gettext("has as many open conversations as they take"),
    "other_language": lambda: gettext("does not answer in this language"),
    "other_subject": lambda: gettext("does not answer on this subject"),
    "not_yet_their_turn": lambda: gettext("not yet their turn"),
    "not_in_policy": lambda: gettext("not in the routing policy"),
    "declined": lambda: gettext("declined it"),
    "offer_expired": lambda: gettext("did not take it in time"),
    "handed_on": lambda: gettext("had it before, and handed it on"),
    "themselves": lambda: gettext("asked it themselves"),
    "budget_spent": lambda: gettext("too little is left in the booking's budget"),
    "not_booked": lambda: gettext("no booking covers this request now"),
    "reinforcement_not_needed": lambda: gettext("an ambassador can take it"),
}


def outcome_name(outcome: str) -> str:
    """What became of conversations."""
    return OUTCOME_NAMES[outcome]()


def one_outcome(outcome: str) -> str:
    """What became of one conversation."""
    return ONE_OUTCOME[outcome]()


def respondent_role(model: str) -> str:
    """A respondent under a model: expert, ambassador or employee."""
    return RESPONDENT_ROLES[model]()


def lost_reason(reason: str) -> str:
    """Why a request was lost."""
    return str(LOST_REASONS[reason]())


def exclusion_reason(reason: str) -> str:
    """Why a request was not offered to a respondent."""
    return str(EXCLUSION_REASONS[reason]())
