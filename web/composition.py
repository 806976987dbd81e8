"""The composition root: the one place that knows every part by name."""

import time
from collections.abc import Callable, Sequence
from uuid import UUID

from domain.assessments.answers import Texts
from domain.assessments.assessment_commands import Tests
from domain.assessments.attempt_commands import Attempts, ReadTexts
from domain.assessments.regrading import Rescoring
from domain.brands.brand import Brands
from domain.brands.subject import Subjects
from domain.conversations.conversation_commands import Conversations
from domain.conversations.imported_history import History
from domain.log.event_log import EventLog
from domain.members.member import Members
from domain.moderation.suspension_commands import Suspensions
from domain.presence.presence_session import Desks
from domain.recruitment.ambassador_application import Applications
from domain.recruitment.call_commands import Calls
from domain.rewards.programme import Programmes
from domain.rewards.recognition_commands import Recognitions
from domain.rewards.redemption import Redemptions
from projections.engine.projector import Projector
from projections.engine.read_model_store import Shelves
from projections.read_models import Pages
from web.marketplace import Marketplace


def nobodys_words(_ids: Sequence[UUID]) -> Texts:
    return {}


def compose(
    database_url: str,
    read_texts: ReadTexts = nobodys_words,
    pause: Callable[[float], object] = time.sleep,
) -> Marketplace:
    """
    Open or create everything in one database.

    read_texts: hands out people's own words, which lie elsewhere; without it they count as erased.
    pause: what somebody does, over and over, who waits for pages to be drawn.
    """
    log = EventLog(database_url)
    shelves = Shelves(database_url)
    pages = Pages(log, shelves, pause)
    return Marketplace(
        log=log,
        brands=Brands(log),
        subjects=Subjects(log),
        members=Members(log),
        tests=Tests(log),
        applications=Applications(log),
        attempts=Attempts(log, read_texts),
        rescoring=Rescoring(log, read_texts),
        calls=Calls(log),
        suspensions=Suspensions(log),
        desks=Desks(log),
        conversations=Conversations(log),
        history=History(log),
        programmes=Programmes(log),
        recognitions=Recognitions(log),
        redemptions=Redemptions(log),
        pages=pages,
        shelves=shelves,
        projector=Projector(log, shelves, pages.all),
    )
