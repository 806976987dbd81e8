"""The composition root: the one place that knows every part by name."""

from domain.brand import Brands
from domain.conversations import Conversations
from domain.desk import Desks
from domain.history import History
from domain.log.application import EventLog
from domain.member import Members
from domain.subject import Subjects
from projections.pages import Pages
from projections.projector import Projector
from projections.shelves import Shelves
from web.marketplace import Marketplace


def compose(database_url: str) -> Marketplace:
    """Open or create everything in one database."""
    log = EventLog(database_url)
    shelves = Shelves(database_url)
    pages = Pages(log, shelves)
    return Marketplace(
        log=log,
        brands=Brands(log),
        subjects=Subjects(log),
        members=Members(log),
        desks=Desks(log),
        conversations=Conversations(log),
        history=History(log),
        pages=pages,
        shelves=shelves,
        projector=Projector(log, shelves, pages.all),
    )
