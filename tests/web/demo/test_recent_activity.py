"""Tests, calls and applications of the demonstration, as pages read them."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.assessments.answers import ChoiceAnswer
from domain.assessments.assessment import Assessment
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import AttemptStatus
from domain.errors import NotAllowed
from domain.members.member import Member
from domain.recruitment.call_for_experts import CallForExperts
from projections.assessments.attempts.queries import (
    attempts_at,
    attempts_by,
    ended_attempts,
    ungraded_attempts,
)
from projections.assessments.integrity_flags import SameDevice, integrity_flags
from projections.assessments.item_analysis.question_figures import Flag
from projections.assessments.item_analysis.report import report
from projections.assessments.item_analysis.scored_attempt import AttemptChoice, scored_attempts
from projections.recruitment.applications import waiting_for
from projections.recruitment.calls import calls_of, invited_to, open_calls
from tests.web.demo.conftest import TODAY
from tests.web.demo.log_reader import everything
from web.demo.brands.camping_shop.assessment import assessment_id_of
from web.demo.brands.camping_shop.recruitment import adviser_id_of
from web.demo.recent_activity import call_id_of

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def shop(a_day):
    """The shop's read models, up to date, and its private texts."""
    demo, loaded = a_day
    demo.market.projector.catch_up()
    return Shop(demo.market, loaded, demo.texts)


class Shop:
    def __init__(self, market, loaded, texts):
        self.market, self.texts = market, texts
        self.exchange_id, self.id = (brand.id for brand in loaded.brands)
        self.people = {person.email: person for person in loaded.people}
        self.test = market.log.load(Assessment, assessment_id_of(self.id))

    def ask(self, projection, query, *arguments):
        with self.market.read_models.read(getattr(self.market.read_models, projection)) as db:
            return query(*arguments, db)

    def figures(self):
        handed = self.ask("attempts", ended_attempts, self.test.id)
        return report(
            self.test,
            0,
            scored_attempts(self.test, handed, 0, self.texts, AttemptChoice.FIRST),
            "Europe/Paris",
        )


def member(shop, name):
    return shop.market.log.load(Member, shop.people[f"{name}@pool.example.org"].id)


def test_over_thirty_members_took_the_test_before_the_year_began(shop):
    attempts = shop.ask("attempts", attempts_at, shop.test.id)
    before = {attempt.member_id for attempt in attempts if attempt.started_at.year == 2016}

    assert len(before) > 30
    assert {attempt.passed for attempt in attempts if attempt.started_at.year == 2016} == {
        True,
        False,
    }


def test_every_expert_qualified_before_joining_and_joined_before_answering(shop):
    passed, joined, answered = {}, {}, []
    for aggregate_id, event in everything(shop.market.log):
        match type(event).__qualname__:
            case "Member.Qualified":
                passed.setdefault(aggregate_id, event.at)
            case "CallForExperts.MemberJoined":
                joined.setdefault(event.member_id, event.at)
            case "Conversation.Claimed" if event.terms.model == "paid":
                answered.append((event.respondent_id, event.at))

    assert answered
    assert all(passed[member_id] < joined[member_id] < at for member_id, at in answered)
    assert sum(at.year == 2016 for at in joined.values()) == 12


def test_a_question_is_too_easy_and_one_goes_against_the_rest(shop):
    flagged = {
        figures.question.title: figures.flags
        for figures in shop.figures().questions
        if figures.flags
    }

    assert flagged["Tension à bord"] == (Flag.TOO_EASY,)
    assert flagged["Robinet en roulant"] == (Flag.AGAINST_THE_REST,)


def test_the_statistics_rest_on_enough_to_say_something(shop):
    figures = shop.figures()

    assert figures.n > 40
    assert figures.consistency.alpha.value > 0.5
    assert figures.item_exposure is None


def test_one_attempt_waits_for_a_person_to_mark_it(shop):
    [waiting] = shop.ask("attempts", ungraded_attempts, shop.id)

    assert waiting.summary.status is AttemptStatus.ENDED


def test_one_appeal_is_open_that_the_manager_may_hear(shop):
    attempts = shop.ask("attempts", attempts_at, shop.test.id)
    [appealed] = [attempt for attempt in attempts if attempt.appeal]

    assert not appealed.passed
    assert shop.texts[appealed.appeal]
    reviewers = shop.market.log.load(Attempt, appealed.attempt_id).reviewers
    assert reviewers == {adviser_id_of(shop.id)}
    assert shop.people["manager@atelier-du-fourgon.example.org"].id not in reviewers


def test_two_attempts_were_made_on_one_device_with_the_same_answers(shop):
    handed = shop.ask("attempts", ended_attempts, shop.test.id)
    flags_by_attempt = {
        id: flags for id, flags in integrity_flags(shop.test, handed, shop.texts).items() if flags
    }
    one, other = (attempt for attempt in handed if attempt.summary.attempt_id in flags_by_attempt)

    assert all(isinstance(flags, SameDevice) for [flags] in flags_by_attempt.values())
    both = one.submission.answers.keys() & other.submission.answers.keys()
    same = [id for id in both if one.submission.answers[id] == other.submission.answers[id]]
    assert len(same) >= len(both) - 2  # each free text has an id of its own


def test_one_call_is_open_and_the_one_of_the_season_is_over(shop):
    [call] = shop.ask("calls", open_calls, NOW)
    both = shop.ask("calls", calls_of, shop.id)

    assert call.call_id == call_id_of(shop.id)
    assert (call.invited, call.joined) == (36, 1)
    assert call.details.starts_at < NOW < NOW + timedelta(days=50) < call.details.ends_at
    assert [(other.joined, other.reason) for other in both if other is not call][-1] == (
        12,
        "filled",
    )


def test_the_two_demo_newcomers_are_invited(shop):
    invited = shop.ask("calls", invited_to, call_id_of(shop.id))

    assert {member(shop, "qualified").id, member(shop, "candidate").id} <= set(invited)


def test_the_qualified_one_may_join_and_the_other_only_after_the_test(shop):
    call = shop.market.log.load(CallForExperts, call_id_of(shop.id))
    call.join(member(shop, "qualified"), NOW)

    with pytest.raises(NotAllowed, match="test"):
        call.join(member(shop, "candidate"), NOW)
    assert shop.test.open_edition()
    assert not shop.ask("attempts", attempts_by, member(shop, "candidate").id)


def test_the_demo_expert_is_still_qualified(shop):
    expert = shop.market.log.load(Member, shop.people["expert-1@atelier-du-fourgon.example.org"].id)

    assert expert.qualifications[shop.test.subject_id].is_valid(NOW)


def test_two_applications_wait_for_the_home_exchange_brand(shop):
    waiting = shop.ask("applications", waiting_for, shop.exchange_id)

    assert len(waiting) == 2
    assert all(shop.texts[application.text_id] for application in waiting)
    assert {application.member_id for application in waiting} <= {
        person.id for person in shop.people.values()
    }


def test_every_participant_has_a_name(shop):
    known = {person.id for person in shop.people.values()}
    attempts = shop.ask("attempts", attempts_at, shop.test.id)

    assert {attempt.member_id for attempt in attempts} <= known


def test_no_event_happens_later_than_today(shop):
    assert max(event.at for _, event in everything(shop.market.log)) < NOW


def test_the_appeal_is_about_a_submitted_answer(shop):
    handed = shop.ask("attempts", ended_attempts, shop.test.id)
    [appealed] = [attempt for attempt in handed if attempt.summary.appeal]
    [question] = [
        question
        for question in shop.test.draft_questions()
        if question.title == "Robinet en roulant"
    ]

    assert appealed.submission.answers[question.id] == ChoiceAnswer(("false",))
