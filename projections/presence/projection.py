"""The projection of presence."""

from sqlalchemy import Connection

from domain.members.member import Member
from domain.presence.presence_session import Desk
from projections.presence.fold import HELD_OR_FREED, PresenceFold
from projections.presence.tables import tables as presence_tables


class PresenceNow:
    name = "presence"
    version = 2
    tables = presence_tables
    event_types = (
        Desk.CameOnline,
        Desk.WentAway,
        Desk.Returned,
        Desk.LimitSet,
        Desk.Left,
        Member.Parted,
        *HELD_OR_FREED,
    )

    def begin(self, db: Connection) -> PresenceFold:
        return PresenceFold(db)
