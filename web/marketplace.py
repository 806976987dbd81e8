"""Everything a page or a command line can use, composed."""

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
from projections.engine.projector import Projector
from projections.engine.read_model_store import ReadModelStore
from projections.read_models import ReadModels


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
    read_models: ReadModels
    read_model_store: ReadModelStore
    projector: Projector
