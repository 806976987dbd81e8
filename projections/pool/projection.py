"""The projection of the pool."""

from sqlalchemy import Connection

from domain.attempt import Attempt
from domain.desk import Desk
from domain.member import Member
from domain.subject import Subject
from domain.suspension import Suspension
from projections.pool.fold import PoolFold
from projections.pool.tables import tables as pool_tables


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

    def fold(self, db: Connection, *, fresh: bool) -> PoolFold:  # noqa: ARG002 - nothing to read first
        return PoolFold(db)
