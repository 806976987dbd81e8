"""A qualification: proof that a member knows a subject, for every brand, until it expires."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import msgspec


class QualificationReason(StrEnum):
    """Why a member is qualified."""

    PASSED = "passed"
    APPEAL = "appeal"
    ANSWER_KEY_CORRECTED = "answer_key_corrected"


class RevocationReason(StrEnum):
    """Why a qualification was revoked."""

    ANSWER_KEY_CORRECTED = "answer_key_corrected"
    ANNULLED = "annulled"


class Qualification(msgspec.Struct, frozen=True):
    """A member has proved knowledge of a subject by an attempt; it is valid for every brand."""

    subject_id: UUID
    assessment_id: UUID
    attempt_id: UUID
    percent: Decimal
    """The attempt's score, 0 to 100."""
    since: datetime
    until: datetime | None
    """When it expires, UTC; None: never."""

    def is_valid(self, at: datetime) -> bool:
        """Whether it has not expired at this time."""
        return self.until is None or at < self.until

    def lasts_as_long_as(self, other: "Qualification") -> bool:
        """Whether it expires no earlier than the other one."""
        return self.until is None or (other.until is not None and self.until >= other.until)
