"""What a decision on a suspension covers, and who may read which case files."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from domain.errors import NotFound
from projections.brands.brands import BrandSummary
from projections.members.directory import engaged_with
from projections.moderation.suspensions import (
    SuspensionSummary,
    all_suspensions,
    suspensions_by_brand,
)
from web.http.access import ABSENT
from web.http.request_context import brand_of_page, read, read_models
from web.moderation.case_file import UTC_ZONE, CaseFile, case_file_of
from web.moderation.evidence import short_of


@dataclass(frozen=True)
class ModerationScope:
    """One brand, or the whole platform."""

    brand: BrandSummary | None

    @property
    def brand_id(self) -> UUID | None:
        return self.brand.brand_id if self.brand else None

    @property
    def zone(self) -> str:
        return self.brand.zone if self.brand else UTC_ZONE

    def name_of(self, member_id: UUID, names: Mapping[UUID, str]) -> str:
        """Only the platform knows members by name; a brand knows them by a short pseudonym."""
        name = "" if self.brand else names.get(member_id, "")
        return f"{name} {short_of(member_id)}".strip()

    def suspensions(self) -> list[SuspensionSummary]:
        with read(read_models().suspensions) as db:
            return (
                suspensions_by_brand(self.brand.brand_id, db) if self.brand else all_suspensions(db)
            )

    def member_ids(self) -> list[UUID]:
        """The members who answer for the brand, or for any."""
        with read(read_models().pool) as db:
            engaged = engaged_with(self.brand_id, db)
        return list(dict.fromkeys(engagement.member_id for engagement in engaged))

    def case_file(self, suspension_id: UUID) -> CaseFile:
        """The platform reads all; a decision of another brand is absent. Raises NotFound."""
        case_file = case_file_of(suspension_id)
        if self.brand is not None and case_file.decided.brand_id != self.brand.brand_id:
            raise NotFound(ABSENT)
        return case_file


def current_scope() -> ModerationScope:
    return ModerationScope(brand_of_page())
