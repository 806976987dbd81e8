"""The projection of presence."""

from sqlalchemy import Connection

from domain.members.member import Member
from domain.presence.presence_session import PresenceSession
from projections.presence.fold import SLOT_EVENTS, PresenceFold
from projections.presence.tables import tables as presence_tables


class PresenceProjection:
    name = "presence"
    version = 2
    tables = presence_tables
    interests = (
        PresenceSession.CameOnline,
        PresenceSession.WentAway,
        PresenceSession.Returned,
        PresenceSession.CapacitySet,
        PresenceSession.Left,
        Member.EngagementEnded,
        *SLOT_EVENTS,
    )

    def fold(self, db: Connection, *, fresh: bool) -> PresenceFold:
        return PresenceFold(db, fresh=fresh)
