"""Members of the pool, by their numbers, and a call for experts."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from domain.log.entries import Decision
from domain.members.member import Member
from domain.members.qualification import Qualification, QualificationReason, RevocationReason
from domain.recruitment.call_for_experts import CallDetails
from domain.terms import Terms
from tests.support.people import BRAND, ELECTRICITY, MANAGER, MORNING, PAID, after
from web.marketplace import Marketplace

TEST = UUID("70000000-0000-4000-8000-000000000001")
CALL = UUID("ca000000-0000-4000-8000-000000000001")
CAMPING_CAR = UUID("50000000-0000-4000-8000-000000000010")
SOLAR = UUID("50000000-0000-4000-8000-000000000011")
MONTH_S = 30 * 86_400


def member_id(number: int) -> UUID:
    return uuid5(UUID(int=5), str(number))


def attempt_id(number: int) -> UUID:
    return uuid5(UUID(int=6), str(number))


def offer(**fields) -> CallDetails:
    defaults = {
        "brand_id": BRAND,
        "subject_id": ELECTRICITY,
        "assessment_id": TEST,
        "languages": ("fr",),
        "countries": (),
        "starts_at": MORNING,
        "ends_at": after(MONTH_S),
        "max_experts": 3,
        "terms": PAID,
    }
    return CallDetails(**{**defaults, **fields})


@dataclass
class Crowd:
    """Commands of members, by their numbers."""

    market: Marketplace

    def name_subjects(self) -> None:
        """A small tree: camping-cars, below them electricity, below that solar panels."""
        subjects = self.market.subjects
        for id, slug, fr, parent in (
            (CAMPING_CAR, "camping-car", "Camping-car", None),
            (ELECTRICITY, "electricity", "Électricité", CAMPING_CAR),
            (SOLAR, "solar", "Panneaux solaires", ELECTRICITY),
        ):
            names = {"fr": fr, "en": slug.capitalize()}
            subjects.add(id, slug, names, parent, MANAGER, MORNING)

    def joins(
        self,
        number: int,
        languages: tuple[str, ...] = ("fr",),
        country: str = "FR",
        subjects: tuple[UUID, ...] = (ELECTRICITY,),
    ) -> UUID:
        def decide() -> Decision:
            member = Member(member_id(number))
            member.join(languages, country, after(number))
            member.declare_subjects(subjects, after(number))
            return Decision([member])

        self.market.log.execute(decide)
        return member_id(number)

    def qualifies(
        self,
        number: int,
        percent: int = 85,
        until: datetime | None = None,
        subject_id: UUID = ELECTRICITY,
        attempt: int | None = None,
        at: datetime = MORNING,
    ) -> UUID:
        attempt_of = attempt_id(number if attempt is None else attempt)
        held = Qualification(subject_id, TEST, attempt_of, Decimal(percent), at, until)
        self.market.log.update(
            Member,
            member_id(number),
            lambda member: member.qualify(held, QualificationReason.PASSED, at),
        )
        return attempt_of

    def loses(self, number: int, attempt: int | None = None) -> None:
        attempt_of = attempt_id(number if attempt is None else attempt)
        self.market.log.update(
            Member,
            member_id(number),
            lambda member: member.revoke_qualification(
                attempt_of, RevocationReason.ANSWER_KEY_CORRECTED, MANAGER, after(60)
            ),
        )

    def is_welcomed(self, number: int, brand_id: UUID = BRAND, terms: Terms = PAID) -> None:
        self.market.members.start_engagement(member_id(number), brand_id, terms, MANAGER, after(60))
