"""The projection of presence."""

from sqlalchemy import Connection

from domain.members.member import Member
from domain.presence.presence_session import PresenceSession
from projections.presence.fold import SLOT_EVENTS, PresenceFold
from projections.presence.tables import tables as presence_tables


class PresenceProjection:
    """Presence sessions, and how many respondents were available in each minute."""

    name = "presence"
    version = 2
    tables = presence_tables
    event_types = (
        PresenceSession.CameOnline,
        PresenceSession.WentAway,
        PresenceSession.Returned,
        PresenceSession.CapacitySet,
        PresenceSession.Left,
        Member.EngagementEnded,
        *SLOT_EVENTS,
    )

    def begin(self, db: Connection) -> PresenceFold:
        return PresenceFold(db)
