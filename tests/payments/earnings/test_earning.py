"""An earning: held, contested and decided by a person, appealed to another, released in time."""

from datetime import timedelta

import pytest

from domain.errors import Invalid, NotAllowed, NotFound, NotNow
from payments.earnings.earning import Earning, EarningStatus
from payments.earnings.earning_rules import ContestReason, EarningRefusalReason
from tests.payments.earnings.earning_examples import (
    CLOSED_AT,
    EARNING,
    HOLD,
    JUDGE,
    MANAGER_OF_BRAND,
    NOTHING,
    OTHER_JUDGE,
    PAY,
    appealed,
    contested,
    days,
    happened,
    held,
    refused,
    words,
)
from tests.support.people import BRAND, EXPERT, OTHER_BRAND, OTHER_EXPERT


def unchanged(earning, refusal, act, match=None):
    """The act is refused with a sentence, and records nothing."""
    before = happened(earning)
    with pytest.raises(refusal, match=match) as refused:
        act(earning)
    assert refused.value.sentence
    assert happened(earning) == before


def test_what_is_earned_is_held_for_some_days():
    earning = held()

    assert happened(earning) == ["Held"]
    assert earning.held_until == CLOSED_AT + HOLD


@pytest.mark.parametrize(
    ("noticed", "held_for", "until"),
    [
        (0, 7, days(7)),
        (4, 7, days(7)),
        (6, 7, days(9)),
        (400, 7, days(403)),
        (400, 1, days(401)),
        (400, 0, days(400)),
    ],
)
def test_what_is_noticed_late_is_held_so_long_that_the_brand_can_contest_it(
    noticed, held_for, until
):
    earning = Earning(EARNING)
    earning.earn(PAY, (), timedelta(days=held_for), CLOSED_AT, days(noticed))

    assert earning.held_until == until


def test_what_the_rules_refuse_late_can_be_appealed_as_long():
    earning = Earning(EARNING)
    earning.earn(PAY, [EarningRefusalReason.SAME_VISITOR], HOLD, CLOSED_AT, days(100))

    assert earning.appeal_until == days(130)


def test_earning_twice_earns_once():
    earning = held()
    earning.earn(PAY, (), HOLD, CLOSED_AT)

    assert happened(earning) == ["Held"]


def test_a_conversation_that_breaks_a_rule_earns_nothing_and_says_why():
    earning = Earning(EARNING)
    earning.earn(PAY, [EarningRefusalReason.SAME_VISITOR], HOLD, CLOSED_AT)

    [event] = earning.pending_events
    assert event.reasons == (EarningRefusalReason.SAME_VISITOR,)
    assert earning.status is EarningStatus.REFUSED


def test_it_is_released_when_its_days_are_over():
    earning = held()
    earning.release(days(7))

    assert happened(earning) == ["Held", "Released"]


def test_it_is_not_released_before():
    unchanged(held(), NotNow, lambda earning: earning.release(days(6.99)), "held until")


@pytest.mark.parametrize("make", [contested, refused, appealed])
def test_what_is_not_held_is_not_released(make):
    unchanged(make(), NotNow, lambda earning: earning.release(days(30)), "not held")


def test_it_is_released_once():
    earning = held()
    earning.release(days(7))

    unchanged(earning, NotNow, lambda earning: earning.release(days(8)))


# Contests.


def test_a_brand_contests_with_evidence_and_the_expert_has_some_days_to_answer():
    earning, evidence = held(), words()
    earning.contest(BRAND, "rude", evidence, MANAGER_OF_BRAND, days(1))

    event = earning.pending_events[-1]
    assert (event.reason, event.text_length, event.by) == (ContestReason.RUDE, 40, MANAGER_OF_BRAND)
    assert event.answer_until == days(6)
    assert event.evidence_text_id == evidence.text_id


def contests(brand_id=BRAND, reason="rude", evidence=None, at=None):
    def act(earning):
        moment, text = at or days(1), evidence or words()
        earning.contest(brand_id, reason, text, MANAGER_OF_BRAND, moment)

    return act


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"brand_id": OTHER_BRAND}, NotFound),
        ({"reason": "too dear"}, Invalid),
        ({"evidence": NOTHING}, Invalid),
        ({"at": days(7)}, NotNow),
    ],
)
def test_other_contests_are_refused(values, refusal):
    unchanged(held(), refusal, contests(**values))


def test_a_conversation_is_contested_once():
    earning = contested()
    unchanged(earning, NotNow, contests(at=days(2)))

    earning.answer_contest(EXPERT, words(), days(2))
    earning.reject_contest(words(), JUDGE, days(3))
    unchanged(earning, NotNow, contests(at=days(4)))


def test_the_expert_answers_once_and_nobody_else_does():
    earning = contested()
    answer = lambda by, text: lambda earning: earning.answer_contest(by, text, days(2))  # noqa: E731
    unchanged(earning, NotFound, answer(OTHER_EXPERT, words()))
    unchanged(earning, Invalid, answer(EXPERT, NOTHING))

    written = words()
    earning.answer_contest(EXPERT, written, days(2))

    assert earning.pending_events[-1].answer_text_id == written.text_id
    unchanged(earning, NotNow, answer(EXPERT, words()))


def test_a_contest_is_not_decided_before_the_answer_or_its_deadline():
    for decide in (Earning.accept_contest, Earning.reject_contest):
        unchanged(
            contested(),
            NotNow,
            lambda earning, decide=decide: decide(earning, words(), JUDGE, days(5.99)),
            "can answer until",
        )
        earning = contested()
        decide(earning, words(), JUDGE, days(6))
        assert len(happened(earning)) == 3


@pytest.mark.parametrize("by", [EXPERT, MANAGER_OF_BRAND])
@pytest.mark.parametrize("decide", [Earning.accept_contest, Earning.reject_contest])
def test_those_concerned_decide_no_contest(decide, by):
    unchanged(contested(), NotAllowed, lambda earning: decide(earning, words(), by, days(9)))


@pytest.mark.parametrize("decide", [Earning.accept_contest, Earning.reject_contest])
def test_a_decision_has_a_written_reason(decide):
    unchanged(contested(), Invalid, lambda earning: decide(earning, NOTHING, JUDGE, days(9)))
    unchanged(held(), NotNow, lambda earning: decide(earning, words(), JUDGE, days(9)))


def test_after_a_contest_that_was_rejected_the_pay_is_held_as_before():
    earning = contested()
    earning.answer_contest(EXPERT, words(), days(2))
    earning.reject_contest(words(), JUDGE, days(3))

    unchanged(earning, NotNow, lambda earning: earning.release(days(6)), "held until")
    earning.release(days(7))
    assert happened(earning)[-2:] == ["ContestRejected", "Released"]


# Appeals.


def test_another_person_grants_an_appeal_and_the_pay_is_due():
    earning = appealed()
    earning.grant_appeal(words(), OTHER_JUDGE, days(20))
    earning.release(days(20))

    assert happened(earning)[-2:] == ["AppealGranted", "Released"]


def test_a_rejected_appeal_ends_it():
    earning = appealed()
    earning.reject_appeal(words(), OTHER_JUDGE, days(20))

    assert earning.status is EarningStatus.REFUSED
    unchanged(earning, NotNow, lambda earning: earning.appeal(EXPERT, words(), days(21)))


@pytest.mark.parametrize("by", [EXPERT, MANAGER_OF_BRAND, JUDGE])
@pytest.mark.parametrize("decide", [Earning.grant_appeal, Earning.reject_appeal])
def test_those_concerned_and_the_first_judge_decide_no_appeal(decide, by):
    unchanged(appealed(), NotAllowed, lambda earning: decide(earning, words(), by, days(9)))


@pytest.mark.parametrize("decide", [Earning.grant_appeal, Earning.reject_appeal])
def test_a_decision_on_an_appeal_has_a_written_reason(decide):
    unchanged(appealed(), Invalid, lambda earning: decide(earning, NOTHING, OTHER_JUDGE, days(9)))
    unchanged(refused(), NotNow, lambda earning: decide(earning, words(), OTHER_JUDGE, days(9)))


def test_the_expert_appeals_once_in_time_in_writing():
    appeal = lambda by, text, at: lambda earning: earning.appeal(by, text, at)  # noqa: E731
    unchanged(refused(), NotFound, appeal(OTHER_EXPERT, words(), days(4)))
    unchanged(refused(), Invalid, appeal(EXPERT, NOTHING, days(4)))
    unchanged(refused(), NotNow, appeal(EXPERT, words(), days(33)), "time for an appeal")
    unchanged(held(), NotNow, appeal(EXPERT, words(), days(4)))
    unchanged(appealed(), NotNow, appeal(EXPERT, words(), days(4)))


def test_what_the_rules_refused_can_be_appealed_too():
    earning = Earning(EARNING)
    earning.earn(PAY, [EarningRefusalReason.SAME_VISITOR], HOLD, CLOSED_AT)
    earning.appeal(EXPERT, words(), days(1))
    earning.grant_appeal(words(), JUDGE, days(2))

    assert happened(earning) == ["Refused", "Appealed", "AppealGranted"]
