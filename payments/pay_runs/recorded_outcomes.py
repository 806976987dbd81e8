"""What people record of a payout: what a bank did, and what they found when a rail did not say."""

from datetime import date, datetime
from uuid import UUID

from domain.errors import Invalid, NotNow
from domain.money import Money
from domain.reasons import parse_reason
from payments.earnings.earning import WrittenText
from payments.pay_runs.asking_times import ABANDONED_AFTER, PAYS_AGAIN_AFTER
from payments.pay_runs.business_days import final_at
from payments.pay_runs.payout import Payout
from payments.pay_runs.payout_status import SENT, PayoutStatus
from payments.pay_runs.rail import BankRefusal, Rail
from payments.rail_statements.rail_statement import RailAccount

LONGEST_REFERENCE = 140


def record_payment(
    payout: Payout, amount: Money, reference: str, paid_on: date, by: UUID, at: datetime
) -> None:
    """
    Record what a person says was paid on a day (UTC); the same again changes nothing.

    Raises NotNow unless people pay it and it waits for that; Invalid for another amount, without a
    reference, and for a day before it was initiated or in the future.
    """
    reference = reference.strip()
    recorded = (payout.reference, payout.amount, payout.paid_on)
    if payout.is_recorded_by_person and recorded == (reference, amount, paid_on):
        return
    _must_wait_for_people(payout)
    if amount != payout.amount:
        raise Invalid("Record exactly the amount of the payout.")
    _check_payment(payout, reference, paid_on, at)
    payout.record(
        Payout.PaymentRecorded(
            at=at,
            expert_id=payout.expert_id,
            amount=payout.amount,
            rail=payout.rail,
            attempt=payout.attempt,
            reference=reference,
            paid_on=paid_on,
            final_at=final_at(paid_on, at),
            by=by,
        )
    )


def record_refusal(payout: Payout, reason: str, by: UUID, at: datetime) -> None:
    """
    Record that people could not pay it; reason: a value of BankRefusal.

    Raises NotNow unless people pay it and it waits for that; Invalid for another reason.
    """
    _must_wait_for_people(payout)
    payout.record(
        Payout.RefusalRecorded(
            at=at,
            expert_id=payout.expert_id,
            amount=payout.amount,
            attempt=payout.attempt,
            reason=parse_reason(BankRefusal, reason),
            by=by,
        )
    )


def record_return(payout: Payout, reason: str, returned_on: date, by: UUID, at: datetime) -> None:
    """
    Record that the bank sent it back on a day (UTC); reason: a value of BankRefusal.

    Also after it counted as final. Raises NotNow unless a bank paid it; Invalid for another reason,
    and for a day before it was paid or in the future.
    """
    if payout.recorded_from is not RailAccount.BANK:
        _must_be_by_people(payout)
    if payout.status not in SENT or payout.paid_on is None:
        raise NotNow("This payout was not paid.")
    _check_day(returned_on, payout.paid_on, at)
    payout.record(
        Payout.ReturnRecorded(
            at=at,
            expert_id=payout.expert_id,
            amount=payout.amount,
            rail=payout.rail,
            attempt=payout.attempt,
            reference=payout.reference,
            reason=parse_reason(BankRefusal, reason),
            returned_on=returned_on,
            by=by,
        )
    )


def can_be_ended(payout: Payout, at: datetime) -> bool:
    """
    Whether a person may end it: it was stopped, or no worker asks Stripe for it.

    That is, it has been due for a day, or for minutes when Stripe was never asked for it.
    """
    if payout.rail is not Rail.STRIPE or not payout.is_open:
        return False
    if payout.due_at is None:
        return True
    patience = ABANDONED_AFTER if payout.was_attempted else PAYS_AGAIN_AFTER
    return at >= payout.due_at + patience


def find_paid(
    payout: Payout,
    paid_from: RailAccount,
    reference: str,
    paid_on: date,
    text: WrittenText,
    by: UUID,
    at: datetime,
) -> None:
    """
    End it as paid, from one of the platform's accounts, on a day (UTC), with a written reason.

    Raises NotNow unless a person may end it (can_be_ended); Invalid without a reason or reference,
    and for a day before it was initiated or in the future.
    """
    _must_be_endable(payout, at)
    _check_text(text)
    _check_payment(payout, reference.strip(), paid_on, at)
    payout.record(
        Payout.FoundPaid(
            at=at,
            expert_id=payout.expert_id,
            amount=payout.amount,
            rail=payout.rail,
            attempt=payout.attempt,
            paid_from=paid_from,
            reference=reference.strip(),
            paid_on=paid_on,
            final_at=final_at(paid_on, at),
            reason_text_id=text.text_id,
            text_length=text.length,
            by=by,
        )
    )


def find_not_paid(payout: Payout, text: WrittenText, by: UUID, at: datetime) -> None:
    """
    End it as not paid, with a written reason: the amount is payable again.

    Raises NotNow unless a person may end it (can_be_ended); Invalid without a reason.
    """
    _must_be_endable(payout, at)
    _check_text(text)
    payout.record(
        Payout.FoundNotPaid(
            at=at,
            expert_id=payout.expert_id,
            amount=payout.amount,
            attempt=payout.attempt,
            reason_text_id=text.text_id,
            text_length=text.length,
            by=by,
        )
    )


def resume(payout: Payout, text: WrittenText, by: UUID, at: datetime) -> None:
    """Have the rail asked again. Raises NotNow unless it was stopped; Invalid without a reason."""
    if payout.status is not PayoutStatus.STOPPED:
        raise NotNow("This payout was not stopped.")
    _check_text(text)
    payout.record(
        Payout.Resumed(
            at=at,
            attempt=payout.attempt,
            due_at=at,
            reason_text_id=text.text_id,
            text_length=text.length,
            by=by,
        )
    )


def review(payout: Payout, text: WrittenText, by: UUID, at: datetime) -> None:
    """
    Say that nothing more is to be done, with a written reason.

    Raises NotNow unless it is listed for review and has an outcome; Invalid without a reason.
    """
    if not payout.needs_review or payout.is_open:
        raise NotNow("This payout is not waiting for a review.")
    _check_text(text)
    payout.record(
        Payout.Reviewed(at=at, reason_text_id=text.text_id, text_length=text.length, by=by)
    )


def _check_payment(payout: Payout, reference: str, paid_on: date, at: datetime) -> None:
    if not reference or len(reference) > LONGEST_REFERENCE:
        raise Invalid("Enter the reference of the bank, of at most 140 characters.")
    deducted_at = payout.deducted_at or at
    _check_day(paid_on, deducted_at.date(), at)


def _check_day(day: date, first: date, at: datetime) -> None:
    if not first <= day <= at.date():
        raise Invalid("Enter a day from %(first)s to today (UTC).", first=first)


def _check_text(text: WrittenText) -> None:
    if not text.length:
        raise Invalid("Write what you found.")


def _must_be_endable(payout: Payout, at: datetime) -> None:
    if not can_be_ended(payout, at):
        raise NotNow("This payout has an outcome, or Stripe is being asked for it.")


def _must_wait_for_people(payout: Payout) -> None:
    _must_be_by_people(payout)
    if payout.status is not PayoutStatus.INITIATED:
        raise NotNow("The outcome of this payout is already recorded.")


def _must_be_by_people(payout: Payout) -> None:
    if payout.rail is Rail.PRACTICE:
        raise NotNow("This payout is for practice: no money moves, and there is none to record.")
    if payout.rail is Rail.STRIPE:
        raise NotNow("Stripe carries this payout, and says what became of it.")
