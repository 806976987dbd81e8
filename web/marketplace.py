"""All command services, and the read models: what pages, commands and jobs act through."""

from dataclasses import dataclass

from domain.assessments.assessment_commands import Tests
from domain.assessments.attempt_commands import Attempts
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


@dataclass(frozen=True)
class Marketplace:
    log: EventLog
    brands: Brands
    subjects: Subjects
    members: Members
    tests: Tests
    applications: Applications
    attempts: Attempts
    rescoring: Rescoring
    calls: Calls
    suspensions: Suspensions
    desks: Desks
    conversations: Conversations
    history: History
    programmes: Programmes
    recognitions: Recognitions
    redemptions: Redemptions
    pages: Pages
    shelves: Shelves
    projector: Projector
