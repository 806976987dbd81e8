"""An appeal against a result: what was written, and what a person answered."""

from dataclasses import dataclass
from uuid import UUID

from domain.assessments.answers import Texts
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import AttemptStatus, ReviewOutcome
from web.assessments.taking.attempt_page import Paper
from web.http.request_context import private_store
from web.private_store.texts import PrivateTexts


@dataclass(frozen=True)
class Appeal:
    """
    state: none, waiting, or the verdict of the person who judged last.

    Words are missing where they have been erased.
    """

    state: str
    words: str | None
    answer: str | None
    may_be_made: bool


def appeal_against(paper: Paper) -> Appeal:
    attempt = paper.attempt
    made, judged = _last_appeal(paper), _last_verdict(paper)
    appeal_id = made.appeal_text_id if made else None
    reason_id = judged.reason_text_id if judged else None
    ids = [id for id in (appeal_id, reason_id) if id]
    words = PrivateTexts(private_store()).read(ids) if ids else {}
    state = "waiting" if attempt.appealed else (judged.outcome.value if judged else "none")
    return Appeal(
        state=state,
        words=_words(words, appeal_id),
        answer=_words(words, reason_id),
        may_be_made=attempt.status is AttemptStatus.GRADED and not attempt.appealed,
    )


def _last_verdict(paper: Paper) -> Attempt.Reviewed | Attempt.AppealDecided | None:
    """Where nothing was found wrong, there is nothing to tell."""
    decided = [
        event
        for event in paper.history
        if isinstance(event, Attempt.Reviewed | Attempt.AppealDecided)
    ]
    last = decided[-1] if decided else None
    return last if last and last.outcome is not ReviewOutcome.CLEARED else None


def _last_appeal(paper: Paper) -> Attempt.Appealed | None:
    found = [event for event in paper.history if isinstance(event, Attempt.Appealed)]
    return found[-1] if found else None


def _words(words: Texts, id: UUID | None) -> str | None:
    return words.get(id) if id else None
