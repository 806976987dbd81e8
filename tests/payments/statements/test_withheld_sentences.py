"""A refusal about withheld pay says each reason in a sentence, in the reader's language."""

from domain.errors import NotNow
from payments.statements.account_reasons import WithheldReason
from payments.statements.withheld_sentences import SENTENCES, withheld_sentences


def test_each_reason_has_a_sentence():
    assert set(SENTENCES) == {reason.value for reason in WithheldReason}


def test_a_refusal_joins_sentences_and_no_values():
    reasons = (WithheldReason.BANK_ACCOUNT_MISSING, WithheldReason.BELOW_THRESHOLD)

    refusal = NotNow("This statement is withheld. %(reasons)s", reasons=withheld_sentences(reasons))

    assert str(refusal) == (
        "This statement is withheld. The bank account is missing. "
        "The amount is below the payout threshold."
    )
