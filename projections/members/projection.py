"""The projection of the pool."""

from sqlalchemy import Connection

from domain.assessments.attempt import Attempt
from domain.brands.subject import Subject
from domain.members.member import Member
from domain.moderation.suspension import Suspension
from domain.presence.presence_session import PresenceSession
from projections.members.fold import PoolFold
from projections.members.tables import tables as pool_tables


class Pool:
    name = "pool"
    version = 2
    tables = pool_tables
    interests = (
        Member.Joined,
        Member.SubjectsDeclared,
        Member.LanguagesDeclared,
        Member.EngagementStarted,
        Member.EngagementEnded,
        Member.Qualified,
        Member.QualificationRevoked,
        Attempt.Reviewed,
        Subject.Added,
        Suspension.Decided,
        Suspension.Expired,
        Suspension.Lifted,
        PresenceSession.CameOnline,
        PresenceSession.WentAway,
        PresenceSession.Returned,
        PresenceSession.Left,
    )

    def fold(self, db: Connection, *, fresh: bool) -> PoolFold:  # noqa: ARG002 - nothing to read first
        return PoolFold(db)
