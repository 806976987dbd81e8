"""Times in the private store: always UTC, and always with their zone."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, TypeDecorator
from typing_extensions import override


class UtcTime(TypeDecorator[datetime]):
    """SQLite forgets the zone, so a time without one is refused and every time gets it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone is not kept.")
        return value.astimezone(UTC)

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
