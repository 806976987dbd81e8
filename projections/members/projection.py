"""The projection of the pool."""

from sqlalchemy import Connection

from projections.members.fold import HANDLERS, PoolFold
from projections.members.tables import tables as pool_tables


class Pool:
    """Members: declared subjects, qualifications, languages, countries, presence."""

    name, version, tables = "pool", 3, pool_tables
    event_types = tuple(HANDLERS)

    def begin(self, db: Connection) -> PoolFold:
        return PoolFold(db)
