"""
An earning: what one conversation earns an expert, until it can be paid.

It is held for some days, in which the brand can contest it. The expert answers, a person decides
with a written reason, and the expert can appeal to another person. Texts are in the private store.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID, uuid5

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotAllowed, NotFound, NotNow, translatable
from domain.reasons import parse_reason
from payments.earnings.earning_rules import (
    ANSWER_WITHIN,
    APPEAL_WITHIN,
    ContestReason,
    ConversationPay,
    EarningRefusalReason,
    held_until,
)


class EarningStatus(StrEnum):
    """From the close of a conversation until its pay can be paid."""

    HELD = "held"
    CONTESTED = "contested"
    REFUSED = "refused"
    """It earns nothing: by the rules, or because a contest was accepted."""
    RELEASED = "released"


class WrittenText(NamedTuple):
    """Words in the private store: their id, and their length in characters."""

    text_id: UUID
    length: int


def earning_id(conversation_id: UUID) -> UUID:
    """The id of what a conversation earns."""
    return uuid5(conversation_id, "earning")


class Earning(Aggregate):
    """The pay of one conversation."""

    ABSENT = translatable("This earning does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.pay: ConversationPay | None = None
        self.status: EarningStatus | None = None
        self.held_until: datetime | None = None
        self.answer_until: datetime | None = None
        self.contest_reason: ContestReason | None = None
        self.contested_by: UUID | None = None
        self.decided_by: UUID | None = None
        self.can_appeal_until: datetime | None = None
        """By the last decision or rule that it earns nothing."""
        self.refusal_reasons: tuple[EarningRefusalReason, ...] = ()
        """Of the rules; none when a contest was accepted."""
        self.answered_at: datetime | None = None
        self.appealed_at: datetime | None = None
        self.released_at: datetime | None = None
        self.is_appealed = self.was_appealed = False

    @property
    def appeal_until(self) -> datetime | None:
        """Until when the expert can appeal; None when there is no decision to appeal."""
        is_refused = self.status is EarningStatus.REFUSED
        return self.can_appeal_until if is_refused and not self.was_appealed else None

    @property
    def can_be_contested_until(self) -> datetime | None:
        """Until when the brand can contest it; None when it no longer can."""
        is_held = self.status is EarningStatus.HELD
        return self.held_until if is_held and not self.contested_by else None

    @property
    def is_answered(self) -> bool:
        """Whether the expert has answered the contest."""
        return self.answered_at is not None

    @property
    def decidable_from(self) -> datetime | None:
        """From when on a person can decide the contest or appeal that waits; None: none waits."""
        if self.is_appealed:
            return self.appealed_at
        if self.status is not EarningStatus.CONTESTED or self.answer_until is None:
            return None
        return min(self.answered_at or self.answer_until, self.answer_until)

    def may_not_be_decided_by(self, id: UUID) -> bool:
        """Whether a person may not decide the contest or the appeal that waits."""
        concerned = [self.contested_by, self._pay().expert_id]
        return id in ([*concerned, self.decided_by] if self.is_appealed else concerned)

    # Events, and what each changes.

    class Held(Event, frozen=True):
        """A closed conversation earned its pay, which is held for some days."""

        pay: ConversationPay
        held_until: datetime
        """Until before then the brand can contest it; then it is released."""

        def apply(self, earning: "Earning") -> None:
            earning.pay, earning.held_until = self.pay, self.held_until
            earning.status = EarningStatus.HELD

    class Refused(Event, frozen=True):
        """A closed conversation earned nothing, by the rules for all conversations."""

        pay: ConversationPay
        """What it would have earned."""
        reasons: tuple[EarningRefusalReason, ...]
        appeal_until: datetime
        """Until before then the expert can appeal."""

        def apply(self, earning: "Earning") -> None:
            earning.pay, earning.can_appeal_until = self.pay, self.appeal_until
            earning.refusal_reasons = self.reasons
            earning.status = EarningStatus.REFUSED

    class Contested(Event, frozen=True):
        """The brand contested the conversation, with evidence in writing."""

        reason: ContestReason
        evidence_text_id: UUID
        text_length: int
        answer_until: datetime
        """Until when the expert can answer before it is decided."""
        by: UUID

        def apply(self, earning: "Earning") -> None:
            earning.status = EarningStatus.CONTESTED
            earning.contest_reason = self.reason
            earning.contested_by, earning.answer_until = self.by, self.answer_until

    class ContestAnswered(Event, frozen=True):
        """The expert answered the contest."""

        answer_text_id: UUID
        text_length: int

        def apply(self, earning: "Earning") -> None:
            earning.answered_at = self.at

    class ContestAccepted(Event, frozen=True):
        """A person decided for the brand: the conversation earns nothing."""

        pay: ConversationPay
        reason_text_id: UUID
        text_length: int
        appeal_until: datetime
        """Until before then the expert can appeal."""
        by: UUID

        def apply(self, earning: "Earning") -> None:
            earning.status, earning.decided_by = EarningStatus.REFUSED, self.by
            earning.can_appeal_until = self.appeal_until

    class ContestRejected(Event, frozen=True):
        """A person decided for the expert: the pay is held until its day, as before."""

        reason_text_id: UUID
        text_length: int
        by: UUID

        def apply(self, earning: "Earning") -> None:
            earning.status, earning.decided_by = EarningStatus.HELD, self.by

    class Appealed(Event, frozen=True):
        """The expert appealed against earning nothing."""

        appeal_text_id: UUID
        text_length: int

        def apply(self, earning: "Earning") -> None:
            earning.is_appealed = earning.was_appealed = True
            earning.appealed_at = self.at

    class AppealGranted(Event, frozen=True):
        """Another person decided for the expert: the conversation earns its pay after all."""

        pay: ConversationPay
        reason_text_id: UUID
        text_length: int
        by: UUID

        def apply(self, earning: "Earning") -> None:
            earning.is_appealed, earning.status = False, EarningStatus.HELD
            earning.held_until = self.at

    class AppealRejected(Event, frozen=True):
        """Another person decided that the conversation earns nothing."""

        reason_text_id: UUID
        text_length: int
        by: UUID

        def apply(self, earning: "Earning") -> None:
            earning.is_appealed = False

    class Released(Event, frozen=True):
        """The days are over: the pay can be paid."""

        pay: ConversationPay

        def apply(self, earning: "Earning") -> None:
            earning.status, earning.released_at = EarningStatus.RELEASED, self.at

    # Decisions: the rules, then the event.

    def earn(
        self,
        pay: ConversationPay,
        reasons: Sequence[EarningRefusalReason],
        held_for: timedelta,
        at: datetime,
        noticed_at: datetime | None = None,
    ) -> None:
        """
        Earn the pay of a conversation that was closed at a time, or nothing; a second call nothing.

        reasons: why it earns nothing; empty when it earns. noticed_at: now; None: at once.
        """
        noticed_at = noticed_at or at
        if self.version:
            return
        if reasons:
            until = max(at, noticed_at) + APPEAL_WITHIN
            self.record(self.Refused(at=at, pay=pay, reasons=tuple(reasons), appeal_until=until))
        else:
            until = held_until(at, noticed_at, held_for)
            self.record(self.Held(at=at, pay=pay, held_until=until))

    def contest(
        self, brand_id: UUID, reason: str, evidence: WrittenText, by: UUID, at: datetime
    ) -> None:
        """
        Contest the conversation; once.

        reason: a value of ContestReason.
        Raises NotFound to another brand; NotNow unless it is held, its days last, and it was not
        contested before; Invalid for another reason, and without evidence.
        """
        if brand_id != self._pay().brand_id:
            raise NotFound(self.ABSENT)
        until = self.can_be_contested_until
        if until is None or at >= until:
            raise NotNow("This conversation can no longer be contested.")
        parsed = parse_reason(ContestReason, reason)
        if not evidence.length:
            raise Invalid("Describe what was wrong with this conversation.")
        self.record(
            self.Contested(
                at=at,
                reason=parsed,
                evidence_text_id=evidence.text_id,
                text_length=evidence.length,
                answer_until=at + ANSWER_WITHIN,
                by=by,
            )
        )

    def answer_contest(self, expert_id: UUID, answer: WrittenText, at: datetime) -> None:
        """Raises NotFound to others; NotNow unless it is contested, once; Invalid when empty."""
        self._must_be_of(expert_id)
        if self.status is not EarningStatus.CONTESTED or self.is_answered:
            raise NotNow("There is no contest that you can answer.")
        if not answer.length:
            raise Invalid("Write your answer.")
        self.record(
            self.ContestAnswered(at=at, answer_text_id=answer.text_id, text_length=answer.length)
        )

    def accept_contest(self, reason: WrittenText, by: UUID, at: datetime) -> None:
        """Decide for the brand. Raises what `_check_contest_decision` raises."""
        self._check_contest_decision(reason, by, at)
        text_id, length = reason
        self.record(
            self.ContestAccepted(
                at=at,
                pay=self._pay(),
                reason_text_id=text_id,
                text_length=length,
                appeal_until=at + APPEAL_WITHIN,
                by=by,
            )
        )

    def reject_contest(self, reason: WrittenText, by: UUID, at: datetime) -> None:
        """Decide for the expert. Raises what `_check_contest_decision` raises."""
        self._check_contest_decision(reason, by, at)
        text_id, length = reason
        self.record(
            self.ContestRejected(
                at=at,
                reason_text_id=text_id,
                text_length=length,
                by=by,
            )
        )

    def appeal(self, expert_id: UUID, appeal: WrittenText, at: datetime) -> None:
        """
        Appeal against earning nothing; once.

        Raises NotFound to others; NotNow unless it earned nothing, and its days last;
        Invalid when nothing is written.
        """
        self._must_be_of(expert_id)
        until = self.appeal_until
        if until is None:
            raise NotNow("There is no decision that you can appeal.")
        if at >= until:
            raise NotNow("The time for an appeal is over.")
        if not appeal.length:
            raise Invalid("Explain why this conversation should be paid.")
        self.record(self.Appealed(at=at, appeal_text_id=appeal.text_id, text_length=appeal.length))

    def grant_appeal(self, reason: WrittenText, by: UUID, at: datetime) -> None:
        """Decide for the expert. Raises what `_check_appeal_decision` raises."""
        self._check_appeal_decision(reason, by)
        text_id, length = reason
        self.record(
            self.AppealGranted(
                at=at,
                pay=self._pay(),
                reason_text_id=text_id,
                text_length=length,
                by=by,
            )
        )

    def reject_appeal(self, reason: WrittenText, by: UUID, at: datetime) -> None:
        """Leave it as it is. Raises what `_check_appeal_decision` raises."""
        self._check_appeal_decision(reason, by)
        text_id, length = reason
        self.record(
            self.AppealRejected(
                at=at,
                reason_text_id=text_id,
                text_length=length,
                by=by,
            )
        )

    def release(self, at: datetime) -> None:
        """Raises NotNow unless it is held and its days are over."""
        if self.status is not EarningStatus.HELD or self.held_until is None:
            raise NotNow("This earning is not held.")
        if at < self.held_until:
            raise NotNow("This earning is held until %(time)s.", time=self.held_until)
        self.record(self.Released(at=at, pay=self._pay()))

    def _check_contest_decision(self, reason: WrittenText, by: UUID, at: datetime) -> None:
        """Raises NotNow before answer and deadline; NotAllowed to those concerned; Invalid."""
        if self.status is not EarningStatus.CONTESTED or self.answer_until is None:
            raise NotNow("There is no contest to decide.")
        if not self.is_answered and at < self.answer_until:
            raise NotNow("The expert can answer until %(time)s.", time=self.answer_until)
        if self.may_not_be_decided_by(by):
            raise NotAllowed("Another person must decide this contest.")
        _must_be_written(reason)

    def _check_appeal_decision(self, reason: WrittenText, by: UUID) -> None:
        """Raises NotNow without an appeal; NotAllowed to those concerned; Invalid when empty."""
        if not self.is_appealed:
            raise NotNow("There is no appeal to decide.")
        if self.may_not_be_decided_by(by):
            raise NotAllowed("Another person must decide this appeal.")
        _must_be_written(reason)

    def _must_be_of(self, expert_id: UUID) -> None:
        if expert_id != self._pay().expert_id:
            raise NotFound(self.ABSENT)

    def _pay(self) -> ConversationPay:
        if self.pay is None:
            raise NotFound(self.ABSENT)
        return self.pay


def _must_be_written(reason: WrittenText) -> None:
    if not reason.length:
        raise Invalid("Write the reason for your decision.")
