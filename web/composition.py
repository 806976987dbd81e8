"""The composition root: the one place that knows every part by name."""

import time
from collections.abc import Callable, Sequence
from uuid import UUID

from domain.answer import Texts
from domain.application import Applications
from domain.attempts import Attempts, ReadTexts
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
        pages=pages,
        shelves=shelves,
        projector=Projector(log, shelves, pages.all),
    )
