"""An appeal against a result: what was written, and what a person answered."""

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from domain.assessments.answers import Texts
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import Stage, Verdict
from web.assessments.taking.attempt_page import Paper
from web.http.request_context import private_store
from web.private_store.texts import PrivateTexts

E = TypeVar("E", Attempt.Appealed, Attempt.Judged)


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
    made, judged = _last(Attempt.Appealed, paper), _last_verdict(paper)
    ids = [event.text_id for event in (made, judged) if event]
    words = PrivateTexts(private_store()).read(ids) if ids else {}
    state = "waiting" if attempt.appealed else (judged.verdict.value if judged else "none")
    return Appeal(
        state=state,
        words=_words(words, made.text_id if made else None),
        answer=_words(words, judged.text_id if judged else None),
        may_be_made=attempt.stage is Stage.MARKED and not attempt.appealed,
    )


def _last_verdict(paper: Paper) -> Attempt.Judged | None:
    """Where nothing was found wrong, there is nothing to tell."""
    judged = _last(Attempt.Judged, paper)
    return judged if judged and judged.verdict is not Verdict.CLEARED else None


def _last(kind: type[E], paper: Paper) -> E | None:
    found = [event for event in paper.history if isinstance(event, kind)]
    return found[-1] if found else None


def _words(words: Texts, id: UUID | None) -> str | None:
    return words.get(id) if id else None
