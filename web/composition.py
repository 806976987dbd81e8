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
from projections.engine.projector import Projector
from projections.engine.read_model_store import ReadModelStore
from projections.read_models import ReadModels
from web.marketplace import Marketplace


def nobodys_words(_ids: Sequence[UUID]) -> Texts:
    return {}


def compose(
    database_url: str,
    read_texts: ReadTexts = nobodys_words,
    wait_for: Callable[[float], object] = time.sleep,
) -> Marketplace:
    """
    Open or create everything in one database.

    read_texts: hands out people's own words, which lie elsewhere; without it they count as erased.
    wait_for: is called with seconds, again and again, until read models have caught up.
    """
    log = EventLog(database_url)
    read_model_store = ReadModelStore(database_url)
    read_models = ReadModels(log, read_model_store, wait_for)
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
        read_models=read_models,
        read_model_store=read_model_store,
        projector=Projector(log, read_model_store, read_models.all),
    )
