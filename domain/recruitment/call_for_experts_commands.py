"""Commands on calls for experts; every command returns the log's position after it."""

from datetime import datetime
from uuid import UUID

from domain.assessments.assessment import Assessment
from domain.brands.brand import Brand
from domain.brands.subject import Subject
from domain.errors import Invalid
from domain.log.commands import Commands, updates
from domain.log.entries import Decision, IdempotencyKey
from domain.members.member import Member, engagement_reservation
from domain.members.member_commands import must_not_be_suspended
from domain.recruitment.call_for_experts import CallDetails, CallForExperts


class CallForExpertsCommands(Commands):
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

        Raises what CallForExperts.publish raises; NotFound without its brand, subject or test;
        NotNow when the test is not open; Invalid when it is of another subject or brand.
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

    invite = updates(CallForExperts, CallForExperts.invite)
    close = updates(CallForExperts, CallForExperts.close)

    def join(
        self,
        call_id: UUID,
        member_id: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        Accept the call's terms, and start an engagement on them.

        Raises what CallForExperts.join and Member.start_engagement raise; NotFound without the
        call or member; NotNow when a suspension covers the brand.
        """

        def decide() -> Decision:
            call = self._log.load(CallForExperts, call_id)
            member = self._log.load(Member, member_id)
            assert call.details is not None
            call.join(member, at)
            brand_id, terms = call.details.brand_id, call.details.terms
            suspension = must_not_be_suspended(self._log, member_id, brand_id)
            member.start_engagement(brand_id, terms, by=member_id, at=at)
            engagement = engagement_reservation(brand_id, member_id, terms)
            return Decision([call, member], reserve=[engagement], preconditions=[suspension])

        return self._log.execute(decide, idempotency_key)
