"""An attempt at a test: the questions drawn for one person, their answers, and the clock."""

from decimal import Decimal

import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from domain.answer import Chosen, Written
from domain.attempt import Attempt
from domain.draw import draw
from domain.errors import Invalid, NotAllowed, NotFound, NotNow, Refused
from domain.marking import Result, Score
from domain.sitting import Beginning, Given, Stage, Verdict
from domain.test_rules import Draw, TestRules
from tests.domain.bank import (
    ATTEMPT,
    BATTERIES,
    FREE,
    HALF,
    NO,
    NOTHING,
    NUMERIC,
    OTHER_TEXT,
    SAFETY,
    SHORT,
    SINGLE,
    TEST,
    TEXT,
    WHOLE,
    YES,
    number,
    open_test,
    question,
)
from tests.support.history import given, happened
from tests.support.people import BRAND, ELECTRICITY, EXPERT, MANAGER, OTHER_EXPERT, after

JUDGE = OTHER_EXPERT
BOTH = TestRules((Draw(BATTERIES), Draw(SAFETY)), 60, 600)
ASKED = open_test(SINGLE, question(9), FREE, SHORT, rules=BOTH)
DRAWN = draw(ASKED, ASKED.editions[0], 7)
FIRST = Beginning(TEST, 1, ELECTRICITY, BRAND, EXPERT, number=1, nth=1)
STARTED = Attempt.Started(
    at=after(0), beginning=FIRST, seed=7, drawn=DRAWN, deadline=after(600), device="cd"
)
SUBMITTED = Attempt.Submitted(at=after(300))
TIMED_OUT = Attempt.TimedOut(at=after(600))
NOT_ENOUGH = Result(0, (), Score(NOTHING, (), passed=False))
ENOUGH = Result(0, (), Score(WHOLE, (), passed=True))
FAILED = Attempt.Failed(at=after(310), result=NOT_ENOUGH, retry_at=after(900))
PASSED = Attempt.Passed(at=after(310), result=ENOUGH, valid_until=None)
APPEALED = Attempt.Appealed(at=after(400), text_id=TEXT, length=80)
MARKED = Attempt.AnswerMarked(at=after(305), question_id=FREE.id, percent=HALF, by=MANAGER)


def answered(asked, answer, seconds=60):
    return Attempt.Answered(at=after(seconds), question_id=asked.id, answer=answer)


def judged(verdict, by=JUDGE):
    return Attempt.Judged(at=after(500), verdict=verdict, text_id=OTHER_TEXT, by=by)


WROTE = answered(FREE, Written(OTHER_TEXT, 40))


def attempt(*events):
    return given(Attempt, *events, id=ATTEMPT)


# The start.


def test_a_person_starts_an_attempt_with_what_was_drawn_and_a_deadline():
    new = attempt()

    new.start(FIRST, 7, DRAWN, after(600), "cd", after(0))

    assert happened(new) == [STARTED]
    assert (new.stage, new.by, new.time_is_over_at) == (Stage.RUNNING, EXPERT, after(600))


def test_an_attempt_is_started_once():
    running = attempt(STARTED)

    with pytest.raises(NotNow, match="started already"):
        running.start(FIRST, 8, DRAWN, after(700), None, after(1))

    assert happened(running) == []


def test_nobody_starts_an_attempt_that_asks_nothing():
    new = attempt()

    with pytest.raises(NotNow, match="no question left"):
        new.start(FIRST, 7, (), after(600), None, after(0))

    assert happened(new) == []


# Answers.


def test_each_answer_is_saved_and_the_last_one_counts():
    running = attempt(STARTED)

    running.answer(Given(SINGLE.id, Chosen(("b",)), 0), after(60))
    running.answer(Given(SINGLE.id, Chosen(("a",)), 1), after(90))

    assert happened(running) == [
        answered(SINGLE, Chosen(("b",)), 60),
        answered(SINGLE, Chosen(("a",)), 90),
    ]
    assert running.answers == {SINGLE.id: Chosen(("a",))}


@pytest.mark.parametrize("after_saves", [0, 1, 5])
def test_the_same_answer_again_is_no_news_whatever_its_browser_had_seen(after_saves):
    running = attempt(STARTED, answered(SINGLE, Chosen(("a",))))

    running.answer(Given(SINGLE.id, Chosen(("a",)), after_saves), after(61))

    assert happened(running) == []


@pytest.mark.parametrize("after_saves", [0, 1, 3, -1])
def test_an_answer_of_a_tab_that_has_not_seen_the_newest_one_undoes_nothing(after_saves):
    running = attempt(STARTED, answered(SINGLE, Chosen(("b",))), answered(SINGLE, Chosen(("a",))))

    with pytest.raises(NotNow, match="another tab perhaps"):
        running.answer(Given(SINGLE.id, Chosen(("b",)), after_saves), after(90))

    assert happened(running) == []


def test_an_answer_may_be_taken_back():
    running = attempt(STARTED, answered(SINGLE, Chosen(("a",))))

    running.answer(Given(SINGLE.id, Chosen(()), 1), after(90))

    assert running.answers == {SINGLE.id: Chosen(())}


@pytest.mark.parametrize("guessed", [NUMERIC.id, number(999), ATTEMPT])
def test_who_guesses_the_id_of_a_question_finds_none(guessed):
    running = attempt(STARTED)

    with pytest.raises(NotFound, match="no such question in this attempt"):
        running.answer(Given(guessed, YES, 0), after(60))

    assert happened(running) == []


@pytest.mark.parametrize(
    ("asked", "answer", "sentence"),
    [
        (SINGLE, Chosen(("a", "b")), "Choose one only"),
        (SINGLE, Chosen(("z",)), "not among the choices"),
        (SINGLE, Written(TEXT, 3), "not how the question is answered"),
        (FREE, Written(TEXT, 501), "Write 500 characters at most"),
        (SHORT, Chosen(("a",)), "not how the question is answered"),
    ],
    ids=["two of one", "none of them", "another kind", "too long", "chosen in words"],
)
def test_what_is_no_answer_to_the_question_is_not_saved(asked, answer, sentence):
    running = attempt(STARTED)

    with pytest.raises(Invalid, match=sentence):
        running.answer(Given(asked.id, answer, 0), after(60))

    assert happened(running) == []


# The clock.


def test_an_answer_counts_up_to_the_last_moment():
    running = attempt(STARTED)

    running.answer(Given(SINGLE.id, Chosen(("a",)), 0), after(600))

    assert happened(running) == [answered(SINGLE, Chosen(("a",)), 600)]


def test_an_answer_that_comes_late_is_not_saved():
    running = attempt(STARTED)

    with pytest.raises(NotNow, match="what you had answered by then counts"):
        running.answer(Given(SINGLE.id, Chosen(("a",)), 0), after(600.001))

    assert happened(running) == []


@pytest.mark.parametrize("end", [SUBMITTED, TIMED_OUT])
def test_nothing_is_answered_after_the_end(end):
    ended = attempt(STARTED, end)

    with pytest.raises(NotNow, match="has been handed in"):
        ended.answer(Given(SINGLE.id, Chosen(("a",)), 0), after(301))

    assert happened(ended) == []


def test_an_attempt_is_handed_in():
    running = attempt(STARTED)

    running.submit(after(300))

    assert happened(running) == [SUBMITTED]
    assert (running.stage, running.ended_at) == (Stage.ENDED, after(300))


def test_who_hands_in_at_the_last_moment_is_in_time():
    running = attempt(STARTED)

    running.submit(after(600))

    assert happened(running) == [Attempt.Submitted(at=after(600))]


def test_who_hands_in_late_has_handed_in_what_was_saved_when_the_time_was_over():
    running = attempt(STARTED, answered(SINGLE, Chosen(("a",))))

    running.submit(after(9000))

    assert happened(running) == [TIMED_OUT]
    assert running.ended_at == after(600)


@pytest.mark.parametrize("end", [SUBMITTED, TIMED_OUT])
def test_handing_in_twice_is_handing_in(end):
    ended = attempt(STARTED, end)

    ended.submit(after(301))
    ended.submit(after(9000))
    ended.time_out(after(9000))

    assert happened(ended) == []


def test_the_time_is_over_when_the_server_says_so_and_not_before():
    running = attempt(STARTED)

    running.time_out(after(600))
    assert happened(running) == []
    running.time_out(after(601))

    assert happened(running) == [TIMED_OUT]


# Marking by hand.


def test_a_person_marks_what_was_written():
    ended = attempt(STARTED, WROTE, SUBMITTED)

    ended.mark_answer(FREE.id, HALF, MANAGER, after(305))

    assert happened(ended) == [MARKED]
    assert ended.sheet.by_hand == {FREE.id: HALF}


@pytest.mark.parametrize(
    "past",
    [
        (STARTED, WROTE),
        (STARTED, SUBMITTED),
        (STARTED, answered(FREE, Written(OTHER_TEXT, 0)), SUBMITTED),
        (STARTED, answered(SINGLE, Chosen(("a",))), SUBMITTED),
    ],
    ids=["still running", "not answered", "taken back", "chosen"],
)
def test_there_is_nothing_to_mark_where_nothing_was_written(past):
    found = attempt(*past)

    for asked in (FREE, SINGLE):
        with pytest.raises(NotNow, match="nothing here for a person to mark"):
            found.mark_answer(asked.id, WHOLE, MANAGER, after(305))

    assert happened(found) == []


def test_nobody_marks_their_own_answers():
    ended = attempt(STARTED, WROTE, SUBMITTED)

    with pytest.raises(NotAllowed, match="their own answers"):
        ended.mark_answer(FREE.id, WHOLE, EXPERT, after(305))

    assert happened(ended) == []


@pytest.mark.parametrize("percent", [Decimal("-0.01"), Decimal("100.01")])
def test_an_answer_earns_from_nothing_to_everything(percent):
    ended = attempt(STARTED, WROTE, SUBMITTED)

    with pytest.raises(Invalid, match="from 0 to 100 percent"):
        ended.mark_answer(FREE.id, percent, MANAGER, after(305))

    assert happened(ended) == []


def test_nothing_is_marked_once_the_result_has_been_told():
    told = attempt(STARTED, WROTE, SUBMITTED, MARKED, FAILED)

    with pytest.raises(NotNow, match="told already"):
        told.mark_answer(FREE.id, WHOLE, MANAGER, after(400))

    assert happened(told) == []


# The result.


@pytest.mark.parametrize(
    ("result", "until", "event"), [(ENOUGH, None, PASSED), (NOT_ENOUGH, after(900), FAILED)]
)
def test_a_result_is_told(result, until, event):
    ended = attempt(STARTED, SUBMITTED)

    ended.tell_result(result, until, after(310))

    assert happened(ended) == [event]
    assert (ended.stage, ended.has_passed) == (Stage.MARKED, result is ENOUGH)


@pytest.mark.parametrize("past", [(STARTED,), (STARTED, SUBMITTED, PASSED)])
def test_a_result_is_told_once_and_not_before_the_end(past):
    found = attempt(*past)

    with pytest.raises(NotNow, match="not to be told now"):
        found.tell_result(NOT_ENOUGH, None, after(320))

    assert happened(found) == []


# Another look.


def test_a_person_appeals_against_a_result():
    told = attempt(STARTED, SUBMITTED, FAILED)

    told.appeal(TEXT, 80, after(400))

    assert happened(told) == [APPEALED]


@pytest.mark.parametrize(
    "past",
    [(STARTED,), (STARTED, SUBMITTED), (STARTED, SUBMITTED, FAILED, APPEALED)],
    ids=["running", "not marked", "appealed already"],
)
def test_there_is_one_appeal_at_a_time_and_none_before_the_result(past):
    found = attempt(*past)

    with pytest.raises(NotNow, match="One appeal at a time"):
        found.appeal(TEXT, 80, after(410))

    assert happened(found) == []


def test_an_appeal_says_why():
    told = attempt(STARTED, SUBMITTED, FAILED)

    with pytest.raises(Invalid, match="Write what"):
        told.appeal(TEXT, 0, after(400))

    assert happened(told) == []


@pytest.mark.parametrize("verdict", [Verdict.UPHELD, Verdict.STANDS])
def test_an_appeal_is_answered_and_there_may_be_another(verdict):
    appealed = attempt(STARTED, SUBMITTED, FAILED, APPEALED)

    appealed.judge(verdict, OTHER_TEXT, JUDGE, after(500))
    appealed.appeal(TEXT, 80, after(600))

    assert happened(appealed)[0] == judged(verdict)
    assert appealed.has_passed is (verdict is Verdict.UPHELD)


@pytest.mark.parametrize("verdict", [Verdict.UPHELD, Verdict.STANDS])
@pytest.mark.parametrize("past", [(STARTED, SUBMITTED), (STARTED, SUBMITTED, FAILED)])
def test_where_there_is_no_appeal_none_is_answered(past, verdict):
    found = attempt(*past)

    with pytest.raises(NotNow, match="no appeal to answer"):
        found.judge(verdict, OTHER_TEXT, JUDGE, after(500))

    assert happened(found) == []


def test_what_was_no_own_work_counts_for_nothing_until_somebody_clears_it():
    told = attempt(STARTED, SUBMITTED, PASSED)

    told.judge(Verdict.ANNULLED, OTHER_TEXT, JUDGE, after(500))
    assert (told.annulled, told.has_passed) == (True, False)
    told.judge(Verdict.CLEARED, OTHER_TEXT, MANAGER, after(600))

    assert happened(told)[0] == judged(Verdict.ANNULLED)
    assert (told.annulled, told.has_passed) == (False, True)


def test_an_appeal_that_is_turned_down_leaves_all_as_it_was():
    told = attempt(STARTED, SUBMITTED, PASSED, judged(Verdict.ANNULLED), APPEALED)

    told.judge(Verdict.STANDS, OTHER_TEXT, MANAGER, after(600))

    assert told.annulled


def test_nobody_judges_an_attempt_that_is_still_running():
    running = attempt(STARTED)

    with pytest.raises(NotNow, match="still running"):
        running.judge(Verdict.ANNULLED, OTHER_TEXT, JUDGE, after(100))

    assert happened(running) == []


@pytest.mark.parametrize(
    ("past", "by"),
    [
        ((STARTED, SUBMITTED, FAILED, APPEALED), EXPERT),
        ((STARTED, WROTE, SUBMITTED, MARKED, FAILED, APPEALED), MANAGER),
        ((STARTED, SUBMITTED, PASSED, judged(Verdict.ANNULLED), APPEALED), JUDGE),
    ],
    ids=["whose it is", "who marked it", "who judged it before"],
)
def test_who_had_a_part_in_it_does_not_hear_the_appeal(past, by):
    appealed = attempt(*past)

    with pytest.raises(NotAllowed, match="who had no part in it"):
        appealed.judge(Verdict.UPHELD, OTHER_TEXT, by, after(600))

    assert happened(appealed) == []


def test_somebody_elses_attempt_answers_as_one_that_is_not_there():
    running = attempt(STARTED)

    running.must_be_of(EXPERT)
    with pytest.raises(NotFound, match=r"There is no such attempt\."):
        running.must_be_of(OTHER_EXPERT)


# Whatever happens, it can be told again.

deeds = st.one_of(
    st.builds(
        lambda asked, answer, saves: lambda one, at: one.answer(Given(asked, answer, saves), at),
        st.sampled_from([SINGLE.id, question(9).id, FREE.id, number(999)]),
        st.sampled_from([Chosen(("a",)), Chosen(()), YES, NO, Written(TEXT, 9)]),
        st.integers(0, 3),
    ),
    st.just(lambda one, at: one.submit(at)),
    st.just(lambda one, at: one.time_out(at)),
    st.just(lambda one, at: one.mark_answer(FREE.id, HALF, MANAGER, at)),
    st.sampled_from([ENOUGH, NOT_ENOUGH]).map(
        lambda result: lambda one, at: one.tell_result(result, None, at)
    ),
    st.just(lambda one, at: one.appeal(TEXT, 9, at)),
    st.sampled_from(list(Verdict)).map(
        lambda verdict: lambda one, at: one.judge(verdict, TEXT, JUDGE, at)
    ),
)


@settings(max_examples=60, deadline=None)
@forall(st.lists(st.tuples(deeds, st.integers(0, 100)), max_size=15))
def test_the_events_of_an_attempt_told_again_make_the_same_state(story):
    lived, seconds = attempt(STARTED), 0

    for deed, pause in story:
        seconds += pause
        before = (lived.version, vars(attempt(STARTED, *happened(lived))))
        try:
            deed(lived, after(seconds))
        except Refused:
            assert before == (lived.version, vars(attempt(STARTED, *happened(lived))))

    told = attempt(STARTED, *happened(lived))
    assert vars(told) == vars(lived) | {"new_events": []}
