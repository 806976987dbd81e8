"""Commands on calls for experts; every command returns the log's position after it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.assessments.assessment import Assessment
from domain.brands.brand import Brand
from domain.brands.subject import Subject
from domain.errors import Invalid
from domain.log.entries import Decision, IdempotencyKey
from domain.log.event_log import EventLog
from domain.members.member import Member, engagement_reservation
from domain.members.member_commands import MemberCommands
from domain.recruitment.call_for_experts import CallDetails, CallForExperts


class CallForExpertsCommands:
    """Each command returns the log position after it; `at` is when it happened, UTC."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._members = MemberCommands(log)

    def publish(
        self,
        call_id: UUID,
        details: CallDetails,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        Publish a call.

        Raises NotFound without its brand, subject or test; NotNow when the test is not open or
        the call was published before; Invalid when the test is of another subject or brand, and
        for details that CallForExperts.publish refuses.
        """

        def decide() -> Decision:
            self._log.load(Brand, details.brand_id)
            self._log.load(Subject, details.subject_id)
            assessment = self._log.load(Assessment, details.assessment_id)
            assessment.open_edition()
            if assessment.subject_id != details.subject_id:
                raise Invalid("The test and the call for experts are about different subjects.")
            if assessment.brand_id not in (None, details.brand_id):
                raise Invalid("This test belongs to another brand.")
            call = self._log.load_or_new(CallForExperts, call_id)
            call.publish(details, by, at)
            return Decision([call])

        return self._log.execute(decide, idempotency_key)

    def invite(self, call_id: UUID, member_ids: Sequence[UUID], at: datetime) -> int:
        """
        Record the invitation of members, each once for this call.

        Raises NotFound without the call; NotNow when it is closed.
        """
        return self._log.update(CallForExperts, call_id, lambda call: call.invite(member_ids, at))

    def join(
        self,
        call_id: UUID,
        member_id: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        Accept the call's terms, and start an engagement on them.

        Raises NotFound without the call or member; NotNow when the call is not open or full, the
        member has joined, has an engagement with the brand, or is suspended for it; NotAllowed
        when the member does not meet the call's requirements.
        """

        def decide() -> Decision:
            call = self._log.load(CallForExperts, call_id)
            member = self._log.load(Member, member_id)
            assert call.details is not None
            call.join(member, at)
            brand_id, terms = call.details.brand_id, call.details.terms
            suspension = self._members.must_not_be_suspended(member_id, brand_id)
            member.start_engagement(brand_id, terms, by=member_id, at=at)
            engagement = engagement_reservation(brand_id, member_id, terms)
            return Decision([call, member], reserve=[engagement], preconditions=[suspension])

        return self._log.execute(decide, idempotency_key)

    def close(self, call_id: UUID, reason: str, by: UUID, at: datetime) -> int:
        """
        Close a call before its end.

        reason: a value of CallCloseReason.
        Raises NotFound without the call; NotNow when it is closed; Invalid for another reason.
        """
        return self._log.update(CallForExperts, call_id, lambda call: call.close(reason, by, at))
