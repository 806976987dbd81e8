"""A qualification: proof that a member knows a subject, for every brand, until it expires."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import msgspec


class QualificationReason(StrEnum):
    """Why somebody is qualified, or is no longer."""

    PASSED = "passed"
    APPEAL = "appeal"
    ANSWER_KEY_CORRECTED = "answer_key_corrected"
    ANNULLED = "annulled"


class Qualification(msgspec.Struct, frozen=True):
    """Somebody has shown that they know a subject, for every brand, until it lapses."""

    subject_id: UUID
    assessment_id: UUID
    attempt_id: UUID
    percent: Decimal
    since: datetime
    until: datetime | None

    def is_valid(self, at: datetime) -> bool:
        return self.until is None or at < self.until

    def lasts_as_long_as(self, other: "Qualification") -> bool:
        return self.until is None or (other.until is not None and self.until >= other.until)
