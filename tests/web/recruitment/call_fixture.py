"""A call for experts, and people with accounts whom it may be for."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert

from domain.log.entries import Decision
from domain.members.member import Member
from domain.recruitment.call_for_experts import CallDetails
from tests.support.assessment_candidates import CHARGED, FUSE, RULES, VOLTAGE
from tests.support.people import BRAND, ELECTRICITY, MANAGER, MORNING
from tests.support.pool_members import CALL, CAMPING_CAR, TEST, Crowd, member_id, offer
from web.marketplace import Marketplace
from web.private_store.accounts import Account
from web.private_store.store import PrivateStore

MANY = 500


@dataclass
class CallScenario:
    """A brand that calls, and a pool that may answer."""

    market: Marketplace
    store: PrivateStore
    brand_id: UUID = BRAND

    @property
    def crowd(self) -> Crowd:
        return Crowd(self.market)

    def open(self, slug: str = "road", currency: str = "EUR") -> None:
        """A brand with a test about electricity on board."""
        brands = self.market.brands
        arguments = (self.brand_id, slug, "Road Kitchen", "Europe/Paris", currency)
        brands.register(*arguments, MANAGER, MORNING)
        self.begin()

    def begin(self) -> None:
        self.crowd.name_subjects()
        tests, questions = self.market.assessments, (VOLTAGE, CHARGED, FUSE)
        arguments = (
            TEST,
            self.brand_id,
            ELECTRICITY,
            "Electricity on board",
            "en",
            MANAGER,
            MORNING,
        )
        tests.create(*arguments, questions=questions)
        tests.publish(TEST, RULES, MANAGER, MORNING)

    def calls(self, call_id: UUID = CALL, **fields) -> UUID:
        self.market.calls.publish(call_id, self.offer(**fields), MANAGER, MORNING)
        return call_id

    def offer(self, **fields) -> CallDetails:
        return offer(**{"brand_id": self.brand_id, **fields})

    def has_account(self, number: int, **fields) -> None:
        self._add([account(number, **fields)])

    def joins(self, number: int, *, language: str = "fr", **fields) -> UUID:
        """A member of the pool who has an account."""
        self.has_account(number, language=language)
        return self.crowd.joins(number, **fields)

    def fill(self, numbers, **fields) -> None:
        """Many at once: none of them will sign in, so no password is hashed."""
        numbers = list(numbers)
        for first in range(0, len(numbers), MANY):
            some = numbers[first : first + MANY]
            self.market.log.execute(lambda some=some: Decision([born(n, **fields) for n in some]))
            self._add([account(number) for number in some])

    def _add(self, rows) -> None:
        with self.store.engine.begin() as db:
            db.execute(insert(Account), rows)


def account(number, language="fr", *, active=True):
    return {
        "id": member_id(number),
        "email": f"member{number}@example.org",
        "name": f"Member {number}",
        "active": active,
        "language": language,
        "fs_uniquifier": f"{number:064d}",
    }


def born(number, languages=("fr",), country="FR", subjects=(ELECTRICITY, CAMPING_CAR)):
    member = Member(member_id(number))
    member.join(languages, country, MORNING)
    member.declare_subjects(subjects, MORNING)
    return member
