"""
What a rail answered for a payout: the decision of each answer.

An answer belongs to one attempt, and may come late: another worker may have recorded an outcome
since, and a person may have begun the next attempt. Then it changes nothing, unless money moved:
that is never lost, whatever the record says.
"""

from datetime import date, datetime

from domain.money import Money
from payments.pay_runs.asking_times import due_after_unknown
from payments.pay_runs.business_days import final_at
from payments.pay_runs.payout import Payout
from payments.pay_runs.payout_status import PayoutStatus


def note_unknown(payout: Payout, attempt: int, code: str, at: datetime) -> None:
    """
    The rail did not say. After a recorded refusal it may have paid all the same: a person looks.

    Nothing when the answer is not waited for otherwise.
    """
    if _is_waited_for(payout, attempt):
        due_at = due_after_unknown(payout.unknown_tries, at)
        payout.record(Payout.OutcomeUnknown(at=at, attempt=attempt, code=code, due_at=due_at))
    elif payout.is_payable_again and payout.discrepancy != code:
        payout.record(Payout.DiscrepancyFound(at=at, attempt=attempt, code=code))


def refuse(payout: Payout, attempt: int, code: str, at: datetime) -> None:
    """The rail did not pay it; nothing unless the answer is waited for."""
    if _is_waited_for(payout, attempt):
        payout.record(
            Payout.Refused(
                at=at,
                expert_id=payout.expert_id,
                amount=payout.amount,
                attempt=attempt,
                code=code,
            )
        )


def stop(payout: Payout, attempt: int, code: str, at: datetime) -> None:
    """
    The rail holds something else than we meant, whichever attempt found it: a person must look.

    What is open is not asked again; an outcome stays, and is listed for review. The same again
    changes nothing.
    """
    if payout.is_open and payout.status is not PayoutStatus.STOPPED:
        payout.record(Payout.Stopped(at=at, attempt=attempt, code=code))
    elif not payout.is_open and payout.discrepancy != code:
        payout.record(Payout.DiscrepancyFound(at=at, attempt=attempt, code=code))


def is_expected(payout: Payout, *attempts: int) -> bool:
    """Whether a payment is the outcome that the payout waits for: of one of these attempts."""
    return payout.is_open and payout.attempt in attempts


def note_paid(payout: Payout, reference: str, paid_on: date, at: datetime) -> None:
    """The rail made the payment that the payout waits for."""
    payout.record(
        Payout.Paid(
            at=at,
            expert_id=payout.expert_id,
            amount=payout.amount,
            rail=payout.rail,
            attempt=payout.attempt,
            reference=reference,
            paid_on=paid_on,
            final_at=final_at(paid_on, at),
        )
    )


def amount_of(payout: Payout, attempt: int) -> Money:
    """What an attempt was to pay."""
    return payout.amounts.get(attempt, payout.amount)


def note_late_payment(
    payout: Payout, attempt: int, reference: str, owed: Money, paid_on: date, at: datetime
) -> None:
    """
    The rail made a payment that the record does not expect: after a refusal, or a further one.

    What is open is then not asked for again, as the expert has been paid: a person must look.
    owed: the part that could not be taken from what is payable to the expert.
    """
    if not payout.is_payable_again:
        _note_further_payment(payout, attempt, reference, owed, paid_on, at)
        return
    payout.record(
        Payout.PaidAfterRefusal(
            at=at,
            expert_id=payout.expert_id,
            amount=amount_of(payout, attempt),
            owed=owed,
            rail=payout.rail,
            attempt=attempt,
            reference=reference,
            paid_on=paid_on,
            final_at=final_at(paid_on, at),
        )
    )


def note_reversed(payout: Payout, reference: str, at: datetime) -> None:
    """The rail took a payment back as a whole; nothing for one that is not recorded, or gone."""
    payment = payout.payments.with_expert.get(reference)
    if payment is not None:
        payout.record(
            Payout.Reversed(
                at=at,
                expert_id=payout.expert_id,
                amount=payment.amount,
                rail=payout.rail,
                attempt=payment.attempt,
                reference=reference,
            )
        )


def note_partly_reversed(payout: Payout, reference: str, left: Money, at: datetime) -> None:
    """The rail took a part of a payment back; the same again changes nothing."""
    payment = payout.payments.with_expert.get(reference)
    if payment is not None and payment.left != left:
        payout.record(
            Payout.PartlyReversed(
                at=at,
                expert_id=payout.expert_id,
                left=left,
                rail=payout.rail,
                attempt=payment.attempt,
                reference=reference,
            )
        )


def _note_further_payment(
    payout: Payout, attempt: int, reference: str, owed: Money, paid_on: date, at: datetime
) -> None:
    payout.record(
        Payout.FurtherPaymentFound(
            at=at,
            expert_id=payout.expert_id,
            amount=amount_of(payout, attempt),
            owed=owed,
            rail=payout.rail,
            attempt=attempt,
            reference=reference,
            paid_on=paid_on,
        )
    )
    if payout.is_open:
        stop(payout, attempt, f"attempt {attempt} was paid: {reference}", at)


def _is_waited_for(payout: Payout, attempt: int) -> bool:
    return payout.status is PayoutStatus.ATTEMPTED and attempt == payout.attempt
