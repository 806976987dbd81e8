"""What people do with calls for experts; every command returns the log's position after it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.assessments.assessment import Test
from domain.brands.brand import Brand
from domain.brands.subject import Subject
from domain.errors import Invalid
from domain.log.entries import Decision, IdempotencyKey
from domain.log.event_log import EventLog
from domain.members.member import Member, Members, engagement
from domain.recruitment.call_for_experts import Call, Offer


class Calls:
    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._members = Members(log)

    def publish(
        self,
        call_id: UUID,
        offer: Offer,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        def decide() -> Decision:
            self._log.load(Brand, offer.brand_id)
            self._log.load(Subject, offer.subject_id)
            test = self._log.load(Test, offer.test_id)
            test.open_edition()
            if test.subject_id != offer.subject_id:
                raise Invalid("The test is about another subject than the call.")
            if test.brand_id not in (None, offer.brand_id):
                raise Invalid("The test is another brand's.")
            call = self._log.load_or_new(Call, call_id)
            call.publish(offer, by, at)
            return Decision([call])

        return self._log.execute(decide, idempotency_key)

    def invite(self, call_id: UUID, member_ids: Sequence[UUID], at: datetime) -> int:
        return self._log.update(Call, call_id, lambda call: call.invite(member_ids, at))

    def join(
        self,
        call_id: UUID,
        member_id: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """Join on the terms that were told: from then on the member answers for the brand."""

        def decide() -> Decision:
            call = self._log.load(Call, call_id)
            member = self._log.load(Member, member_id)
            assert call.offer is not None
            call.join(member, at)
            brand_id, terms = call.offer.brand_id, call.offer.terms
            found = self._members.must_not_be_suspended(member_id, brand_id)
            member.welcome(brand_id, terms, by=member_id, at=at)
            taken = engagement(brand_id, member_id, terms)
            return Decision([call, member], reserve=[taken], preconditions=[found])

        return self._log.execute(decide, idempotency_key)

    def close(self, call_id: UUID, why: str, by: UUID, at: datetime) -> int:
        return self._log.update(Call, call_id, lambda call: call.close(why, by, at))
