"""Everything a page or a command line can use, composed."""

from dataclasses import dataclass

from domain.application import Applications
from domain.attempts import Attempts
from domain.brand import Brands
from domain.calls import Calls
from domain.conversations import Conversations
from domain.desk import Desks
from domain.history import History
from domain.log.application import EventLog
from domain.member import Members
from domain.rescoring import Rescoring
from domain.subject import Subjects
from domain.suspensions import Suspensions
from domain.tests import Tests
from projections.pages import Pages
from projections.projector import Projector
from projections.shelves import Shelves


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
    pages: Pages
    shelves: Shelves
    projector: Projector
