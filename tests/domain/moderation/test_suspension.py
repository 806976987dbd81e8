"""The file of a suspension: decided by a person, with reasons; appealed against; ended."""

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


def heard(outcome):
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


def test_a_person_decides_with_a_reason_built_from_what_happened():
    new = suspension()

    decide(new)

    assert happened(new) == [DECIDED]
    assert not new.in_force


def test_nobody_is_suspended_without_a_humans_name():
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
    ids=["themselves", "no reason", "no event", "in the past", "no time"],
)
def test_a_decision_makes_sense(more, refusal, sentence):
    new = suspension()

    with pytest.raises(refusal, match=sentence):
        decide(new, **more)

    assert happened(new) == []


def test_a_suspension_is_decided_once():
    decided = suspension(DECIDED)

    with pytest.raises(NotNow, match="This decision has already been made"):
        decide(decided)

    assert happened(decided) == []


# Its time.


@pytest.mark.parametrize(("at", "effects"), [(99, []), (100, [IN_FORCE])])
def test_it_takes_effect_after_the_notice_and_not_before(at, effects):
    decided = suspension(DECIDED)

    decided.take_effect(after(at))
    decided.take_effect(after(at))

    assert happened(decided) == effects


@pytest.mark.parametrize("past", [(DECIDED, lifted(MANAGER, 50)), (DECIDED,)])
def test_what_is_over_takes_no_effect(past):
    over = suspension(*past)

    over.take_effect(after(1000))

    assert happened(over) == []


@pytest.mark.parametrize("past", [(DECIDED,), (DECIDED, IN_FORCE)], ids=["notice", "in force"])
def test_a_person_lifts_it_at_any_time(past):
    found = suspension(*past)

    found.lift(MANAGER, after(200))

    assert happened(found) == [lifted(MANAGER)]
    assert (found.in_force, found.over) == (False, True)


def test_its_time_ends_it_and_nobody_has_to():
    found = suspension(DECIDED, IN_FORCE)

    with pytest.raises(NotNow, match="The suspension has not reached its end date"):
        found.expire(after(999))
    assert happened(found) == []
    found.expire(after(1000))

    assert happened(found) == [expired(1000)]


def test_an_exclusion_has_no_end_but_a_persons():
    excluded = suspension()
    decide(excluded, period=(after(0), None))

    with pytest.raises(NotNow, match="The suspension has not reached its end date"):
        excluded.expire(after(10**9))


@pytest.mark.parametrize(
    ("past", "by", "refusal", "sentence"),
    [
        ((DECIDED, lifted(MANAGER)), MANAGER, NotNow, "This suspension has ended"),
        ((DECIDED, IN_FORCE), EXPERT, NotAllowed, "You cannot lift your own suspension"),
    ],
    ids=["over", "their own"],
)
def test_who_lifts_it_may_and_there_is_something_to_lift(past, by, refusal, sentence):
    found = suspension(*past)

    with pytest.raises(refusal, match=sentence):
        found.lift(by, after(300))

    assert happened(found) == []


# The appeal.


@pytest.mark.parametrize("past", [(DECIDED,), (DECIDED, IN_FORCE)], ids=["notice", "in force"])
def test_who_is_suspended_appeals(past):
    found = suspension(*past)

    found.appeal(EXPERT, OTHER_TEXT, 50, after(150))

    assert happened(found) == [APPEALED]


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
            (DECIDED, APPEALED, heard(AppealOutcome.REJECTED)),
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
    ids=["another's", "nothing written", "appealed", "heard", "over"],
)
def test_there_is_one_appeal_of_the_person_while_it_lasts(past, by, length, refusal, sentence):
    found = suspension(*past)

    with pytest.raises(refusal, match=sentence):
        found.appeal(by, OTHER_TEXT, length, after(300))

    assert happened(found) == []


def hear(found, *, outcome=AppealOutcome.REJECTED, reason=(TEXT, 80), by=OTHER_MANAGER):
    found.decide_appeal(outcome, reason, by, after(200))


@pytest.mark.parametrize("outcome", list(AppealOutcome))
def test_another_person_hears_the_appeal_and_ends_it_when_it_is_right(outcome):
    found = suspension(DECIDED, IN_FORCE, APPEALED)

    hear(found, outcome=outcome)

    end = [lifted(OTHER_MANAGER)] if outcome is AppealOutcome.GRANTED else []
    assert happened(found) == [heard(outcome), *end]
    assert found.in_force is (outcome is AppealOutcome.REJECTED)


@pytest.mark.parametrize("outcome", list(AppealOutcome))
def test_an_appeal_is_heard_also_when_the_time_has_passed_meanwhile(outcome):
    found = suspension(DECIDED, IN_FORCE, APPEALED, expired(180))

    hear(found, outcome=outcome)

    assert happened(found) == [heard(outcome)]


@pytest.mark.parametrize(
    ("past", "more", "refusal", "sentence"),
    [
        ((DECIDED, IN_FORCE), {}, NotNow, "There is no appeal to decide"),
        (
            (DECIDED, APPEALED, heard(AppealOutcome.REJECTED)),
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
    ids=["none", "heard", "nobody", "the person", "who decided", "no reason"],
)
def test_an_appeal_is_heard_by_another_person_with_a_reason(past, more, refusal, sentence):
    found = suspension(*past)

    with pytest.raises(refusal, match=sentence):
        hear(found, **more)

    assert happened(found) == []
