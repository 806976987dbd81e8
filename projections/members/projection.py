"""The projection of the pool."""

from sqlalchemy import Connection

from domain.assessments.attempt import Attempt
from domain.brands.subject import Subject
from domain.members.member import Member
from domain.moderation.suspension import Suspension
from domain.presence.presence_session import Desk
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
        Member.Welcomed,
        Member.Parted,
        Member.Qualified,
        Member.QualificationLost,
        Attempt.Judged,
        Subject.Named,
        Suspension.Decided,
        Suspension.Ended,
        Desk.CameOnline,
        Desk.WentAway,
        Desk.Returned,
        Desk.Left,
    )

    def begin(self, db: Connection) -> PoolFold:
        return PoolFold(db)
