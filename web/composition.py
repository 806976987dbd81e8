"""The composition root: the one place that knows every part by name."""

import time
from collections.abc import Callable, Sequence
from uuid import UUID

from domain.assessments.answers import Texts
from domain.assessments.assessment_commands import AssessmentCommands
from domain.assessments.attempt_commands import AttemptCommands, ReadTexts
from domain.assessments.regrading import RegradingCommands
from domain.brands.brand import BrandCommands
from domain.brands.subject import SubjectCommands
from domain.conversations.conversation_commands import ConversationCommands
from domain.conversations.imported_history import ImportedHistoryCommands
from domain.log.event_log import EventLog
from domain.members.member import MemberCommands
from domain.moderation.suspension_commands import SuspensionCommands
from domain.presence.presence_session import PresenceCommands
from domain.recruitment.ambassador_application import AmbassadorApplicationCommands
from domain.recruitment.call_commands import CallCommands
from domain.rewards.programme import ProgrammeCommands
from domain.rewards.recognition_commands import RecognitionCommands
from domain.rewards.redemption import RedemptionCommands
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
        brands=BrandCommands(log),
        subjects=SubjectCommands(log),
        members=MemberCommands(log),
        assessments=AssessmentCommands(log),
        applications=AmbassadorApplicationCommands(log),
        attempts=AttemptCommands(log, read_texts),
        regrading=RegradingCommands(log, read_texts),
        calls=CallCommands(log),
        suspensions=SuspensionCommands(log),
        presence=PresenceCommands(log),
        conversations=ConversationCommands(log),
        history=ImportedHistoryCommands(log),
        programmes=ProgrammeCommands(log),
        recognitions=RecognitionCommands(log),
        redemptions=RedemptionCommands(log),
        pages=pages,
        shelves=shelves,
        projector=Projector(log, shelves, pages.all),
    )
