"""The projection of the facts."""

from sqlalchemy import Connection

from domain.brand import Brand
from domain.conversation import Conversation
from projections.facts.fold import CHANGES, FactsFold
from projections.facts.tables import tables as facts_tables


class Facts:
    name = "facts"
    version = 2
    tables = facts_tables
    interests = (Brand.Registered, Conversation.Requested, *CHANGES)

    def fold(self, db: Connection, *, fresh: bool) -> FactsFold:
        return FactsFold(db, fresh=fresh)
