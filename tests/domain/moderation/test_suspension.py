"""A suspension is decided by a person with a reason, appealed against, and ended."""

from uuid import UUID

import pytest

from domain.errors import Invalid, NotAllowed, NotFound, NotNow
from domain.moderation.suspension import Suspension
from domain.reasons import AppealOutcome
from tests.domain.assessments.question_bank import OTHER_TEXT, TEXT
from tests.support.history import given, happened
from tests.support.people import BRAND, EXPERT, MANAGER, OTHER_EXPERT, after

OTHER_MANAGER = UUID("a0000000-0000-4000-8000-000000000002")
SUSPENSION = UUID(int=30)
REASON = (TEXT, 300)
PERIOD = (after(100), after(1000))
DECIDED = Suspension.Decided(
    at=after(0),
    member_id=EXPERT,
    brand_id=BRAND,
    starts_at=after(100),
    until=after(1000),
    evidence_positions=(12, 15),
    reason_text_id=TEXT,
    text_length=300,
    by=MANAGER,
)
IN_FORCE = Suspension.TookEffect(at=after(100), member_id=EXPERT, brand_id=BRAND)
APPEALED = Suspension.Appealed(
    at=after(150), member_id=EXPERT, appeal_text_id=OTHER_TEXT, text_length=50
)


def appeal_decided(outcome):
    return Suspension.AppealDecided(
        at=after(200),
        member_id=EXPERT,
        outcome=outcome,
        reason_text_id=TEXT,
        text_length=80,
        by=OTHER_MANAGER,
    )


def lifted(by, at=200):
    return Suspension.Lifted(at=after(at), member_id=EXPERT, brand_id=BRAND, by=by)


def expired(at):
    return Suspension.Expired(at=after(at), member_id=EXPERT, brand_id=BRAND)


def suspension(*events):
    return given(Suspension, *events, id=SUSPENSION)


def decide(new, period=PERIOD, evidence_positions=(12, 15), reason=REASON, by=MANAGER):
    new.decide(EXPERT, BRAND, period, evidence_positions, reason, by, after(0))


# The decision.


def test_a_person_decides_with_a_reason_and_evidence():
    new = suspension()

    decide(new)

    assert happened(new) == [DECIDED]
    assert not new.in_force


def test_a_suspension_needs_the_name_of_a_person():
    new = suspension()

    with pytest.raises(
        NotAllowed, match="A suspension must carry the name of the person who decides it"
    ):
        decide(new, by=None)

    assert happened(new) == []


@pytest.mark.parametrize(
    ("more", "refusal", "sentence"),
    [
        ({"by": EXPERT}, NotAllowed, "You cannot suspend yourself"),
        ({"reason": (TEXT, 0)}, Invalid, "Enter the reason"),
        ({"evidence_positions": ()}, Invalid, "at least one event"),
        (
            {"period": (after(-1), None)},
            Invalid,
            "A suspension must start now or later, and end after it starts",
        ),
        (
            {"period": (after(100), after(100))},
            Invalid,
            "A suspension must start now or later, and end after it starts",
        ),
    ],
    ids=[
        "themselves",
        "no reason",
        "no event",
        "in the past",
        "no time",
    ],
)
def test_an_invalid_decision_is_refused(more, refusal, sentence):
    new = suspension()

    with pytest.raises(refusal, match=sentence):
        decide(new, **more)

    assert happened(new) == []


def test_a_suspension_is_decided_once():
    decided = suspension(DECIDED)

    with pytest.raises(NotNow, match="This decision has already been made"):
        decide(decided)

    assert happened(decided) == []


# Effect and end.


@pytest.mark.parametrize(("at", "effects"), [(99, []), (100, [IN_FORCE])])
def test_a_suspension_takes_effect_after_the_notice_and_not_before(at, effects):
    decided = suspension(DECIDED)

    decided.take_effect(after(at))
    decided.take_effect(after(at))

    assert happened(decided) == effects


@pytest.mark.parametrize("past", [(DECIDED, lifted(MANAGER, 50)), (DECIDED,)])
def test_a_suspension_that_is_over_takes_no_effect(past):
    over = suspension(*past)

    over.take_effect(after(1000))

    assert happened(over) == []


@pytest.mark.parametrize("past", [(DECIDED,), (DECIDED, IN_FORCE)], ids=["notice", "in force"])
def test_a_person_lifts_a_suspension_at_any_time(past):
    decided = suspension(*past)

    decided.lift(MANAGER, after(200))

    assert happened(decided) == [lifted(MANAGER)]
    assert (decided.in_force, decided.over) == (False, True)


def test_a_suspension_expires_after_its_end_date_and_not_before():
    decided = suspension(DECIDED, IN_FORCE)

    with pytest.raises(NotNow, match="The suspension has not reached its end date"):
        decided.expire(after(999))
    assert happened(decided) == []
    decided.expire(after(1000))

    assert happened(decided) == [expired(1000)]


def test_a_permanent_suspension_does_not_expire():
    permanent = suspension()
    decide(permanent, period=(after(0), None))

    with pytest.raises(NotNow, match="The suspension has not reached its end date"):
        permanent.expire(after(10**9))


@pytest.mark.parametrize(
    ("past", "by", "refusal", "sentence"),
    [
        ((DECIDED, lifted(MANAGER)), MANAGER, NotNow, "This suspension has ended"),
        ((DECIDED, IN_FORCE), EXPERT, NotAllowed, "You cannot lift your own suspension"),
    ],
    ids=["over", "lift your own"],
)
def test_lifting_needs_another_person_and_a_suspension(past, by, refusal, sentence):
    decided = suspension(*past)

    with pytest.raises(refusal, match=sentence):
        decided.lift(by, after(300))

    assert happened(decided) == []


# The appeal.


@pytest.mark.parametrize("past", [(DECIDED,), (DECIDED, IN_FORCE)], ids=["notice", "in force"])
def test_a_suspended_member_appeals(past):
    decided = suspension(*past)

    decided.appeal(EXPERT, OTHER_TEXT, 50, after(150))

    assert happened(decided) == [APPEALED]


@pytest.mark.parametrize(
    ("past", "by", "length", "refusal", "sentence"),
    [
        ((DECIDED,), OTHER_EXPERT, 50, NotFound, "This suspension does not exist"),
        ((DECIDED,), EXPERT, 0, Invalid, "Explain why the suspension should end"),
        (
            (DECIDED, APPEALED),
            EXPERT,
            50,
            NotNow,
            "You can appeal once, while the suspension lasts",
        ),
        (
            (DECIDED, APPEALED, appeal_decided(AppealOutcome.REJECTED)),
            EXPERT,
            50,
            NotNow,
            "You can appeal once, while the suspension lasts",
        ),
        (
            (DECIDED, lifted(MANAGER)),
            EXPERT,
            50,
            NotNow,
            "You can appeal once, while the suspension lasts",
        ),
    ],
    ids=["another's", "nothing written", "appealed", "appeal decided", "over"],
)
def test_the_member_appeals_once_while_the_suspension_lasts(past, by, length, refusal, sentence):
    decided = suspension(*past)

    with pytest.raises(refusal, match=sentence):
        decided.appeal(by, OTHER_TEXT, length, after(300))

    assert happened(decided) == []


def decide_appeal(decided, *, outcome=AppealOutcome.REJECTED, reason=(TEXT, 80), by=OTHER_MANAGER):
    decided.decide_appeal(outcome, reason, by, after(200))


@pytest.mark.parametrize("outcome", list(AppealOutcome))
def test_a_granted_appeal_lifts_the_suspension(outcome):
    decided = suspension(DECIDED, IN_FORCE, APPEALED)

    decide_appeal(decided, outcome=outcome)

    end = [lifted(OTHER_MANAGER)] if outcome is AppealOutcome.GRANTED else []
    assert happened(decided) == [appeal_decided(outcome), *end]
    assert decided.in_force is (outcome is AppealOutcome.REJECTED)


@pytest.mark.parametrize("outcome", list(AppealOutcome))
def test_an_appeal_is_decided_also_after_the_end_date(outcome):
    decided = suspension(DECIDED, IN_FORCE, APPEALED, expired(180))

    decide_appeal(decided, outcome=outcome)

    assert happened(decided) == [appeal_decided(outcome)]


@pytest.mark.parametrize(
    ("past", "more", "refusal", "sentence"),
    [
        ((DECIDED, IN_FORCE), {}, NotNow, "There is no appeal to decide"),
        (
            (DECIDED, APPEALED, appeal_decided(AppealOutcome.REJECTED)),
            {},
            NotNow,
            "There is no appeal to decide",
        ),
        ((DECIDED, APPEALED), {"by": None}, NotAllowed, "name of the person"),
        ((DECIDED, APPEALED), {"by": EXPERT}, NotAllowed, "name of the person"),
        (
            (DECIDED, APPEALED),
            {"by": MANAGER},
            NotAllowed,
            "The person who made the decision cannot decide",
        ),
        ((DECIDED, APPEALED), {"reason": (TEXT, 0)}, Invalid, "Explain your decision"),
    ],
    ids=["no appeal", "appeal decided", "no decider", "the member", "who decided", "no reason"],
)
def test_an_appeal_is_decided_by_another_person_with_a_reason(past, more, refusal, sentence):
    decided = suspension(*past)

    with pytest.raises(refusal, match=sentence):
        decide_appeal(decided, **more)

    assert happened(decided) == []
