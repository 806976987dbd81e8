from collections import Counter
from dataclasses import replace
from uuid import UUID

import msgspec
import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from domain.bookings.budget import Payability
from domain.brands.routing_policy import RoutingPolicy, RoutingStep
from domain.conversations.conversation_reasons import LostReason
from domain.conversations.routing import (
    DEFAULT_POLICY,
    ExclusionReason,
    PresentRespondent,
    RoutingDecision,
    RoutingRequest,
    exclusion_reason,
    is_held_out,
    route,
)
from tests.support.people import (
    AMBASSADOR,
    CONVERSATION,
    ELECTRICITY,
    EMPLOYEE,
    EXPERT,
    HEATING,
    VISITOR,
)

REQUEST = RoutingRequest(CONVERSATION, VISITOR, "fr", HEATING, waited_s=0)
VOLUNTEER = PresentRespondent(
    AMBASSADOR,
    "voluntary",
    languages=("fr", "en"),
    subjects=frozenset({HEATING, ELECTRICITY}),
    capacity=3,
    open_conversations=2,
)
FULL_VOLUNTEER = replace(VOLUNTEER, open_conversations=3)
OVERFULL_VOLUNTEER = replace(VOLUNTEER, open_conversations=4)
PAID_EXPERT = replace(VOLUNTEER, respondent_id=EXPERT, model="paid")
STAFF = replace(VOLUNTEER, respondent_id=EMPLOYEE, model="employed")
BROKE_EXPERT = replace(PAID_EXPERT, payability=Payability.BUDGET_SPENT)
UNBOOKED_EXPERT = replace(PAID_EXPERT, payability=Payability.NOT_BOOKED)
REINFORCEMENT = replace(PAID_EXPERT, payability=Payability.REINFORCEMENT)

AMBASSADORS_FIRST = RoutingPolicy(
    (RoutingStep("voluntary", 0), RoutingStep("paid", 30)), message_form_after_s=120
)
STAFF_FIRST = RoutingPolicy(
    (RoutingStep("employed", 0), RoutingStep("paid", 30)), message_form_after_s=120
)
EXPERTS_ONLY = RoutingPolicy((RoutingStep("paid", 0),), message_form_after_s=120)


def respondents_of(size, **differences):
    return [
        replace(VOLUNTEER, respondent_id=UUID(int=number), **differences)
        for number in range(1, size + 1)
    ]


# The share for a fair comparison.


def test_the_share_held_out_is_offered_the_second_model_first():
    policy = replace_policy(holdout_percent=20)
    offered = [
        route(replace(REQUEST, conversation_id=UUID(int=number)), [PAID_EXPERT, VOLUNTEER], policy)
        for number in range(2000)
    ]

    experts = sum(routed.candidates == (EXPERT,) for routed in offered)
    ambassadors = sum(routed.candidates == (AMBASSADOR,) for routed in offered)

    assert experts + ambassadors == 2000
    # Four standard deviations around 400.
    assert 328 < experts < 472


def test_a_request_is_held_out_always_or_never():
    policy = replace_policy(holdout_percent=50)

    assert len({is_held_out(REQUEST.conversation_id, policy) for _ in range(20)}) == 1


def test_without_a_share_no_request_is_held_out():
    assert not any(is_held_out(UUID(int=number), AMBASSADORS_FIRST) for number in range(500))


def replace_policy(**fields):
    return msgspec.structs.replace(AMBASSADORS_FIRST, **fields)


# Candidates and exclusions.


@pytest.mark.parametrize(
    ("routing_request", "respondent", "routing_policy", "reason"),
    [
        (REQUEST, VOLUNTEER, AMBASSADORS_FIRST, None),
        (REQUEST, replace(VOLUNTEER, away=True), AMBASSADORS_FIRST, ExclusionReason.AWAY),
        (REQUEST, FULL_VOLUNTEER, AMBASSADORS_FIRST, ExclusionReason.FULL),
        (REQUEST, OVERFULL_VOLUNTEER, AMBASSADORS_FIRST, ExclusionReason.FULL),
        (
            replace(REQUEST, language="de"),
            VOLUNTEER,
            AMBASSADORS_FIRST,
            ExclusionReason.OTHER_LANGUAGE,
        ),
        (
            REQUEST,
            replace(VOLUNTEER, subjects=frozenset({ELECTRICITY})),
            AMBASSADORS_FIRST,
            ExclusionReason.OTHER_SUBJECT,
        ),
        (
            replace(REQUEST, subject_id=None),
            replace(VOLUNTEER, subjects=frozenset()),
            AMBASSADORS_FIRST,
            None,
        ),
        (REQUEST, VOLUNTEER, EXPERTS_ONLY, ExclusionReason.NOT_IN_POLICY),
        (
            replace(REQUEST, declined=frozenset({AMBASSADOR})),
            VOLUNTEER,
            AMBASSADORS_FIRST,
            ExclusionReason.DECLINED,
        ),
        (
            replace(REQUEST, offers_expired=frozenset({AMBASSADOR})),
            VOLUNTEER,
            AMBASSADORS_FIRST,
            ExclusionReason.OFFER_EXPIRED,
        ),
        (
            replace(REQUEST, handed_on=frozenset({AMBASSADOR})),
            VOLUNTEER,
            AMBASSADORS_FIRST,
            ExclusionReason.HANDED_ON,
        ),
        (
            REQUEST,
            replace(VOLUNTEER, respondent_id=VISITOR),
            AMBASSADORS_FIRST,
            ExclusionReason.THEMSELVES,
        ),
        (
            replace(REQUEST, waited_s=29),
            PAID_EXPERT,
            AMBASSADORS_FIRST,
            ExclusionReason.NOT_YET_THEIR_TURN,
        ),
        (replace(REQUEST, waited_s=30), PAID_EXPERT, AMBASSADORS_FIRST, None),
        (REQUEST, PAID_EXPERT, DEFAULT_POLICY, None),
        (REQUEST, VOLUNTEER, DEFAULT_POLICY, None),
        (REQUEST, STAFF, DEFAULT_POLICY, ExclusionReason.NOT_IN_POLICY),
        (REQUEST, STAFF, STAFF_FIRST, None),
        (REQUEST, BROKE_EXPERT, EXPERTS_ONLY, ExclusionReason.BUDGET_SPENT),
        (REQUEST, UNBOOKED_EXPERT, EXPERTS_ONLY, ExclusionReason.NOT_BOOKED),
        (REQUEST, REINFORCEMENT, EXPERTS_ONLY, None),
    ],
)
def test_a_respondent_is_a_candidate_or_has_an_exclusion_reason(
    routing_request, respondent, routing_policy, reason
):
    routed = route(routing_request, [respondent], routing_policy)

    assert exclusion_reason(routing_request, respondent, routing_policy) == reason
    if reason is None:
        assert routed == RoutingDecision((respondent.respondent_id,))
    else:
        assert routed == RoutingDecision((), {respondent.respondent_id: reason})


def test_every_exclusion_reason_has_an_example():
    [table] = [
        mark
        for mark in test_a_respondent_is_a_candidate_or_has_an_exclusion_reason.pytestmark
        if mark.name == "parametrize"
    ]

    of_others = {ExclusionReason.REINFORCEMENT_NOT_NEEDED}
    assert {reason for *_, reason in table.args[1]} | of_others == {None, *ExclusionReason}


@pytest.mark.parametrize(
    ("more_reasons", "first"),
    [
        ({"away": True, "open_conversations": 3}, ExclusionReason.AWAY),
        ({"languages": ("es",), "open_conversations": 3}, ExclusionReason.OTHER_LANGUAGE),
        ({"subjects": frozenset(), "open_conversations": 3}, ExclusionReason.OTHER_SUBJECT),
        ({"model": "paid", "open_conversations": 3}, ExclusionReason.FULL),
        ({"respondent_id": VISITOR, "away": True}, ExclusionReason.THEMSELVES),
        (
            {"payability": Payability.BUDGET_SPENT, "open_conversations": 3},
            ExclusionReason.BUDGET_SPENT,
        ),
        (
            {"payability": Payability.BUDGET_SPENT, "subjects": frozenset()},
            ExclusionReason.OTHER_SUBJECT,
        ),
    ],
)
def test_of_several_reasons_the_first_check_decides(more_reasons, first):
    respondent = replace(VOLUNTEER, **more_reasons)

    assert exclusion_reason(REQUEST, respondent, AMBASSADORS_FIRST) == first


def test_without_respondents_there_are_no_candidates():
    assert route(REQUEST, [], AMBASSADORS_FIRST) == RoutingDecision((), {})


# Bookings for reinforcement.

TOGETHER = RoutingPolicy(
    (RoutingStep("voluntary", 0), RoutingStep("paid", 0)), message_form_after_s=120
)
STAFF_TOO = RoutingPolicy((*TOGETHER.steps, RoutingStep("employed", 0)), 120)
EXPERTS_FIRST = RoutingPolicy(
    (RoutingStep("paid", 0), RoutingStep("voluntary", 30)), message_form_after_s=120
)


@pytest.mark.parametrize(
    ("volunteer", "policy", "is_needed"),
    [
        (VOLUNTEER, TOGETHER, False),
        (VOLUNTEER, EXPERTS_FIRST, False),
        (VOLUNTEER, EXPERTS_ONLY, True),
        (FULL_VOLUNTEER, TOGETHER, True),
        (replace(VOLUNTEER, away=True), TOGETHER, True),
        (replace(VOLUNTEER, languages=("es",)), TOGETHER, True),
        (replace(VOLUNTEER, subjects=frozenset()), TOGETHER, True),
        (replace(VOLUNTEER, respondent_id=VISITOR), TOGETHER, True),
        (STAFF, STAFF_TOO, True),
    ],
)
def test_reinforcement_waits_while_an_ambassador_could_take_the_request(
    volunteer, policy, is_needed
):
    routed = route(REQUEST, [REINFORCEMENT, volunteer], policy)

    assert (EXPERT in routed.candidates) is is_needed
    assert (
        routed.excluded.get(EXPERT) == ExclusionReason.REINFORCEMENT_NOT_NEEDED
    ) is not is_needed


def test_reinforcement_is_needed_once_the_ambassador_has_declined():
    request = replace(REQUEST, declined=frozenset({AMBASSADOR}))

    assert route(request, [REINFORCEMENT, VOLUNTEER], TOGETHER).candidates == (EXPERT,)


def test_experts_who_are_paid_anyway_do_not_wait_for_ambassadors():
    assert set(route(REQUEST, [PAID_EXPERT, VOLUNTEER], TOGETHER).candidates) == {
        EXPERT,
        AMBASSADOR,
    }


def test_an_expert_who_is_full_is_excluded_for_that_and_not_as_reinforcement():
    full = replace(REINFORCEMENT, open_conversations=3)

    assert route(REQUEST, [full, VOLUNTEER], TOGETHER).excluded == {EXPERT: ExclusionReason.FULL}


# The order of candidates.


def test_respondents_of_an_earlier_step_come_first_however_busy():
    volunteer = replace(VOLUNTEER, open_conversations=2)
    expert = replace(PAID_EXPERT, open_conversations=0)

    routed = route(replace(REQUEST, waited_s=30), [expert, volunteer], AMBASSADORS_FIRST)

    assert routed.candidates == (AMBASSADOR, EXPERT)


def test_experts_are_candidates_after_their_delay_and_not_before():
    waits = [0, 29, 30, 300]

    request = [
        route(replace(REQUEST, waited_s=wait), [PAID_EXPERT, VOLUNTEER], AMBASSADORS_FIRST)
        for wait in waits
    ]

    assert [routed.candidates for routed in request] == [
        (AMBASSADOR,),
        (AMBASSADOR,),
        (AMBASSADOR, EXPERT),
        (AMBASSADOR, EXPERT),
    ]


def test_a_policy_may_put_experts_first():
    experts_first = RoutingPolicy(
        (RoutingStep("paid", 0), RoutingStep("voluntary", 10)), message_form_after_s=120
    )

    routed = route(replace(REQUEST, waited_s=10), [VOLUNTEER, PAID_EXPERT], experts_first)

    assert routed.candidates == (EXPERT, AMBASSADOR)


def test_within_a_step_fewer_open_conversations_come_first():
    respondents = [
        replace(respondent, open_conversations=open_conversations)
        for respondent, open_conversations in zip(respondents_of(3), (2, 0, 1), strict=True)
    ]

    routed = route(REQUEST, respondents, AMBASSADORS_FIRST)

    assert routed.candidates == (UUID(int=2), UUID(int=3), UUID(int=1))


def test_the_default_policy_orders_all_models_by_open_conversations():
    busy_volunteer, free_expert = (
        replace(VOLUNTEER, open_conversations=1),
        replace(PAID_EXPERT, open_conversations=0),
    )

    routed = route(REQUEST, [busy_volunteer, free_expert])

    assert routed.candidates == (EXPERT, AMBASSADOR)


# Fairness.


def test_routing_does_not_depend_on_the_order_of_respondents():
    respondents = respondents_of(20)

    answers = {
        route(REQUEST, order, AMBASSADORS_FIRST, seed=7).candidates
        for order in (respondents, respondents[::-1], respondents[10:] + respondents[:10])
    }

    assert len(answers) == 1


def test_another_seed_or_request_breaks_ties_differently():
    respondents = respondents_of(20)

    selections = {
        route(REQUEST, respondents, seed=1).candidates,
        route(REQUEST, respondents, seed=2).candidates,
        route(replace(REQUEST, conversation_id=UUID(int=99)), respondents, seed=1).candidates,
    }

    assert len(selections) == 3


@pytest.mark.parametrize("varied", ["seed", "request"])
def test_ties_are_broken_evenly(varied):
    respondents, requests_made = respondents_of(10), 5_000

    first = Counter(
        route(
            replace(REQUEST, conversation_id=UUID(int=number)) if varied == "request" else REQUEST,
            respondents,
            seed=number if varied == "seed" else 0,
        ).candidates[0]
        for number in range(requests_made)
    )

    # 500 each; a fair draw stays within 100 of it but once in a million.
    assert len(first) == 10
    assert all(abs(count - requests_made / 10) < 100 for count in first.values())


# Properties.

respondent_lists = st.lists(
    st.builds(
        PresentRespondent,
        respondent_id=st.integers(1, 30).map(lambda number: UUID(int=number)),
        model=st.sampled_from(["voluntary", "paid"]),
        languages=st.sampled_from([(), ("fr",), ("en",), ("fr", "en")]),
        subjects=st.frozensets(st.sampled_from([HEATING, ELECTRICITY])),
        capacity=st.integers(1, 4),
        open_conversations=st.integers(0, 5),
        away=st.booleans(),
        payability=st.sampled_from(Payability),
    ),
    unique_by=lambda respondent: respondent.respondent_id,
    max_size=12,
)
requests = st.builds(
    RoutingRequest,
    conversation_id=st.just(CONVERSATION),
    visitor_id=st.sampled_from([VISITOR, UUID(int=1)]),
    language=st.sampled_from(["fr", "en"]),
    subject_id=st.sampled_from([None, HEATING, ELECTRICITY]),
    waited_s=st.integers(0, 60),
    declined=st.frozensets(st.integers(1, 30).map(lambda number: UUID(int=number)), max_size=3),
)
policies = st.sampled_from([DEFAULT_POLICY, AMBASSADORS_FIRST, EXPERTS_ONLY])


@for_any(requests, respondent_lists, policies, st.integers(0, 9))
def test_every_respondent_is_a_candidate_or_excluded(request, respondents, routing_policy, seed):
    routed = route(request, respondents, routing_policy, seed)

    routed_ids = [*routed.candidates, *routed.excluded]
    assert sorted(routed_ids) == sorted(respondent.respondent_id for respondent in respondents)


@for_any(requests, respondent_lists, policies, st.integers(0, 9))
def test_exclusion_depends_on_others_only_for_reinforcement(
    request, respondents, routing_policy, seed
):
    together = route(request, respondents, routing_policy, seed)

    for respondent in respondents:
        alone = route(request, [respondent], routing_policy, seed)
        id = respondent.respondent_id
        if together.excluded.get(id) is not ExclusionReason.REINFORCEMENT_NOT_NEEDED:
            assert alone.excluded.get(id) == together.excluded.get(id)


@for_any(requests, respondent_lists)
def test_a_longer_wait_never_has_fewer_candidates(request, respondents):
    sooner = route(request, respondents, AMBASSADORS_FIRST)
    later = route(replace(request, waited_s=request.waited_s + 30), respondents, AMBASSADORS_FIRST)

    assert set(sooner.candidates) <= set(later.candidates)


# Why a request was lost.


@pytest.mark.parametrize(
    ("reasons", "lost_reason"),
    [
        ([], LostReason.NOBODY_PRESENT),
        ([ExclusionReason.AWAY], LostReason.NOBODY_PRESENT),
        ([ExclusionReason.NOT_IN_POLICY, ExclusionReason.AWAY], LostReason.NOBODY_PRESENT),
        ([ExclusionReason.THEMSELVES], LostReason.NOBODY_PRESENT),
        ([ExclusionReason.FULL], LostReason.ALL_FULL),
        ([ExclusionReason.FULL, ExclusionReason.AWAY], LostReason.ALL_FULL),
        ([ExclusionReason.OTHER_LANGUAGE, ExclusionReason.FULL], LostReason.ALL_FULL),
        ([ExclusionReason.OTHER_LANGUAGE], LostReason.NOBODY_QUALIFIED),
        ([ExclusionReason.OTHER_SUBJECT, ExclusionReason.AWAY], LostReason.NOBODY_QUALIFIED),
        ([ExclusionReason.BUDGET_SPENT], LostReason.BUDGET_SPENT),
        ([ExclusionReason.BUDGET_SPENT, ExclusionReason.AWAY], LostReason.BUDGET_SPENT),
        ([ExclusionReason.BUDGET_SPENT, ExclusionReason.OTHER_SUBJECT], LostReason.BUDGET_SPENT),
        ([ExclusionReason.BUDGET_SPENT, ExclusionReason.NOT_IN_POLICY], LostReason.BUDGET_SPENT),
        ([ExclusionReason.BUDGET_SPENT, ExclusionReason.FULL], LostReason.ALL_FULL),
        ([ExclusionReason.BUDGET_SPENT, ExclusionReason.DECLINED], LostReason.NOBODY_ACCEPTED),
        ([ExclusionReason.OFFER_EXPIRED, ExclusionReason.AWAY], LostReason.NOBODY_ACCEPTED),
        ([ExclusionReason.HANDED_ON, ExclusionReason.OTHER_SUBJECT], LostReason.NOBODY_ACCEPTED),
        ([ExclusionReason.DECLINED, ExclusionReason.FULL], LostReason.ALL_FULL),
        ([ExclusionReason.BUDGET_SPENT, ExclusionReason.NOT_BOOKED], LostReason.NOBODY_PRESENT),
        (
            [ExclusionReason.BUDGET_SPENT, ExclusionReason.NOT_YET_THEIR_TURN],
            LostReason.NOBODY_PRESENT,
        ),
        ([ExclusionReason.NOT_BOOKED], LostReason.NOBODY_PRESENT),
    ],
)
def test_exclusion_reasons_give_the_lost_reason(reasons, lost_reason):
    excluded = {UUID(int=number): reason for number, reason in enumerate(reasons, start=1)}

    assert RoutingDecision((), excluded).lost_reason == lost_reason


def test_a_full_respondent_of_another_language_does_not_count_as_full():
    speaks_another_language = replace(VOLUNTEER, languages=("es",), open_conversations=3)

    routed = route(REQUEST, [speaks_another_language], AMBASSADORS_FIRST)

    assert routed.lost_reason is LostReason.NOBODY_QUALIFIED


def test_a_request_that_ends_while_respondents_could_take_it_was_accepted_by_none():
    assert RoutingDecision((AMBASSADOR,), {}).lost_reason == LostReason.NOBODY_ACCEPTED
