"""Cases of live routing, each with the exact events that are expected."""

from uuid import UUID, uuid4

import pytest

from domain.brands.opening_hours import OpeningHours
from domain.brands.routing_policy import RoutingPolicy, RoutingStep
from domain.conversations.conversation import Conversation
from domain.errors import NotAllowed, NotNow
from tests.projections.conftest import market, postgres_url, template_database  # noqa: F401
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    CONVERSATION,
    EXPERT,
    MANAGER,
    OTHER_EXPERT,
    PAID,
    VISITOR,
    VOLUNTARY,
    after,
)
from web.chat.live_routing import LiveRouter

TEXT = UUID("d4000000-0000-4000-8000-000000000001")
AMBASSADORS_FIRST = RoutingPolicy(
    (RoutingStep("voluntary", 0), RoutingStep("paid", 30)), message_form_after_s=120
)
EXPERTS_ONLY = RoutingPolicy((RoutingStep("paid", 0),), message_form_after_s=120)


class Counter:
    """A brand's live chat, driven by commands and passes of the router at chosen times."""

    def __init__(self, market):  # noqa: F811
        self.market = market
        self.commands = market.conversations
        market.brands.register(BRAND, "tents", "Tents", "Europe/Paris", "EUR", None, after(-1000))

    def set_policy(self, policy):
        self.market.brands.set_routing_policy(BRAND, policy, MANAGER, after(-900))

    def bring_online(self, respondent_id, terms, capacity=1):
        members = self.market.members
        members.join(respondent_id, ("fr",), "FR", after(-900))
        members.start_engagement(respondent_id, BRAND, terms, MANAGER, after(-800))
        self.market.presence.come_online(uuid4(), respondent_id, capacity, after(-700))

    def request(self, at=0, id=CONVERSATION):
        self.commands.request(id, BRAND, VISITOR, "fr", after(at))

    def route(self, *seconds):
        for second in seconds:
            self.market.projector.catch_up()
            LiveRouter(self.market, after(second)).run()
        self.market.projector.catch_up()

    def events(self, id=CONVERSATION):
        """The events of a conversation, as short texts: name, second, and whom they concern."""
        return [text_of(envelope.data) for envelope in self.market.log.history(id)]


NAMES = {EXPERT: "expert", OTHER_EXPERT: "other expert", AMBASSADOR: "ambassador"}


def text_of(event):
    second = int((event.at - after(0)).total_seconds())
    ids = getattr(event, "respondent_ids", None) or (getattr(event, "respondent_id", None),)
    whom = ", ".join(NAMES[id] for id in ids if id)
    reason = getattr(event, "reason", None)
    return " ".join(filter(None, (type(event).__name__, str(second), whom, reason)))


@pytest.fixture
def counter(market):  # noqa: F811
    return Counter(market)


def first_and_second(counter):
    """The experts in the order in which routing offers them the request."""
    [first] = list(counter.market.log.history(CONVERSATION))[1].data.respondent_ids
    return (EXPERT, OTHER_EXPERT) if first == EXPERT else (OTHER_EXPERT, EXPERT)


def test_ambassadors_are_offered_it_at_once_and_an_expert_after_their_delay(counter):
    counter.set_policy(AMBASSADORS_FIRST)
    counter.bring_online(AMBASSADOR, VOLUNTARY)
    counter.bring_online(EXPERT, PAID)
    counter.request()

    counter.route(0, 29, 30, 31)

    assert counter.events() == ["Requested 0", "Offered 0 ambassador", "Offered 30 expert"]


def test_experts_are_offered_it_one_at_a_time_each_with_a_time_to_accept(counter):
    counter.set_policy(EXPERTS_ONLY)
    counter.bring_online(EXPERT, PAID)
    counter.bring_online(OTHER_EXPERT, PAID)
    counter.request()

    counter.route(0, 19, 20, 41)

    first, second = (NAMES[id] for id in first_and_second(counter))
    assert counter.events() == [
        "Requested 0",
        f"Offered 0 {first}",
        f"OfferExpired 20 {first}",
        f"Offered 20 {second}",
        f"OfferExpired 41 {second}",
    ]


def test_a_refusal_moves_it_to_the_next_expert_at_once(counter):
    counter.set_policy(EXPERTS_ONLY)
    counter.bring_online(EXPERT, PAID)
    counter.bring_online(OTHER_EXPERT, PAID)
    counter.request()
    counter.route(0)
    first, second = first_and_second(counter)

    counter.commands.decline(CONVERSATION, first, after(3))
    counter.route(4)

    assert counter.events()[2:] == [
        f"Declined 3 {NAMES[first]}",
        f"Offered 4 {NAMES[second]}",
    ]


def test_an_expert_with_one_place_is_not_offered_two_requests_at_once(counter):
    later = uuid4()
    counter.set_policy(EXPERTS_ONLY)
    counter.bring_online(EXPERT, PAID)
    counter.request()
    counter.request(1, later)

    counter.route(2)

    assert counter.events() == ["Requested 0", "Offered 2 expert"]
    assert counter.events(later) == ["Requested 1"]


def test_the_oldest_request_is_offered_first_when_an_expert_frees_up(counter):
    older, newer = uuid4(), uuid4()
    counter.set_policy(EXPERTS_ONLY)
    counter.bring_online(EXPERT, PAID)
    counter.request()
    counter.route(0)
    counter.commands.claim(CONVERSATION, EXPERT, after(1))
    counter.commands.send_message(CONVERSATION, EXPERT, TEXT, 3, after(2))
    counter.request(6, newer)
    counter.request(5, older)
    counter.route(10)

    counter.commands.end(CONVERSATION, EXPERT, "answered", after(11))
    counter.route(12)

    assert counter.events(older) == ["Requested 5", "Offered 12 expert"]
    assert counter.events(newer) == ["Requested 6"]


def test_a_claim_without_a_reply_in_time_moves_it_on(counter):
    counter.set_policy(EXPERTS_ONLY)
    counter.bring_online(EXPERT, PAID)
    counter.request()
    counter.route(0)
    counter.commands.claim(CONVERSATION, EXPERT, after(5))
    counter.bring_online(OTHER_EXPERT, PAID)

    counter.route(94, 95, 96)

    assert counter.events()[2:] == [
        "Claimed 5 expert",
        "ClaimReleased 95 expert no_reply",
        "Offered 96 other expert",
    ]


def test_a_claim_with_a_reply_is_not_taken_back(counter):
    counter.set_policy(EXPERTS_ONLY)
    counter.bring_online(EXPERT, PAID)
    counter.request()
    counter.route(0)
    counter.commands.claim(CONVERSATION, EXPERT, after(5))
    counter.commands.send_message(CONVERSATION, EXPERT, TEXT, 3, after(9))

    counter.route(500)

    assert counter.events()[3:] == ["FirstReplySent 9 expert", "MessageSent 9"]


def test_a_transfer_goes_to_another_expert_and_not_back(counter):
    counter.set_policy(EXPERTS_ONLY)
    counter.bring_online(EXPERT, PAID, capacity=2)
    counter.request()
    counter.route(0)
    counter.commands.claim(CONVERSATION, EXPERT, after(1))
    counter.commands.send_message(CONVERSATION, EXPERT, TEXT, 3, after(2))
    counter.commands.transfer(CONVERSATION, EXPERT, "other_subject", after(200))

    counter.route(201)
    counter.bring_online(OTHER_EXPERT, PAID)
    counter.route(202)

    assert counter.events()[-2:] == [
        "Transferred 200 expert other_subject",
        "Offered 202 other expert",
    ]


def test_an_answered_conversation_that_waits_in_vain_is_closed_and_not_lost(counter):
    counter.set_policy(EXPERTS_ONLY)
    counter.bring_online(EXPERT, PAID)
    counter.request()
    counter.route(0)
    counter.commands.claim(CONVERSATION, EXPERT, after(1))
    counter.commands.send_message(CONVERSATION, EXPERT, TEXT, 3, after(2))
    counter.commands.transfer(CONVERSATION, EXPERT, "break", after(200))

    counter.route(319, 320)

    assert counter.events()[-1] == "Closed 320 expert no_reply"


@pytest.mark.parametrize(
    ("respondents", "reason"),
    [
        ((), "nobody_present"),
        ((AMBASSADOR,), "nobody_accepted"),
    ],
)
def test_a_request_that_waits_in_vain_is_lost_with_its_reason(counter, respondents, reason):
    counter.set_policy(AMBASSADORS_FIRST)
    for respondent_id in respondents:
        counter.bring_online(respondent_id, VOLUNTARY)
    counter.request()

    counter.route(0, 119, 120)

    assert counter.events()[-1] == f"Lost 120 {reason}"


def test_a_request_whose_visitor_left_is_lost_after_a_minute(counter):
    counter.set_policy(AMBASSADORS_FIRST)
    counter.bring_online(AMBASSADOR, VOLUNTARY)
    counter.request()
    counter.commands.disconnect_visitor(CONVERSATION, after(10))

    counter.route(69, 70)

    assert counter.events()[-2:] == ["Offered 69 ambassador", "Lost 70 visitor_left"]


def test_a_request_is_lost_when_the_closing_hour_is_reached(counter):
    # The requests of our examples come at 11:00 in Paris.
    hours = OpeningHours.weekly("Europe/Paris", {0: [("09:00", "11:01")]})
    counter.market.brands.set_opening_hours(BRAND, hours, MANAGER, after(-900))
    counter.bring_online(AMBASSADOR, VOLUNTARY)
    counter.request()

    counter.route(59, 60)

    assert counter.events()[1:] == ["Offered 59 ambassador", "Lost 60 closed_hours"]


def test_requests_of_the_night_do_not_fall_on_the_first_to_arrive(counter):
    night = [uuid4() for _ in range(3)]
    for number, id in enumerate(night):
        counter.request(number, id)

    counter.route(9 * 3600)
    counter.bring_online(AMBASSADOR, VOLUNTARY)
    counter.route(9 * 3600 + 1)

    assert [counter.events(id)[1:] for id in night] == [["Lost 32400 nobody_present"]] * 3


def test_an_offer_that_has_expired_cannot_be_claimed_any_more(counter):
    counter.set_policy(EXPERTS_ONLY)
    counter.bring_online(EXPERT, PAID)
    counter.request()
    counter.route(0, 20)

    with pytest.raises(NotAllowed, match="not offered to you"):
        counter.commands.claim(CONVERSATION, EXPERT, after(21))


def test_a_second_router_at_the_same_moment_changes_nothing(counter):
    counter.set_policy(EXPERTS_ONLY)
    counter.bring_online(EXPERT, PAID)
    counter.bring_online(OTHER_EXPERT, PAID)
    counter.request()
    counter.market.projector.catch_up()

    LiveRouter(counter.market, after(1)).run()
    LiveRouter(counter.market, after(1)).run()

    offered = [event for event in counter.events() if event.startswith("Offered")]
    assert len(offered) == 1


def test_an_open_conversation_stays_with_its_respondent_while_others_are_free(counter):
    counter.set_policy(AMBASSADORS_FIRST)
    counter.bring_online(AMBASSADOR, VOLUNTARY)
    counter.request()
    counter.route(0)
    counter.commands.claim(CONVERSATION, AMBASSADOR, after(1))
    counter.commands.send_message(CONVERSATION, AMBASSADOR, TEXT, 3, after(2))
    counter.bring_online(EXPERT, PAID)

    counter.route(60)

    conversation = counter.market.log.load(Conversation, CONVERSATION)
    assert conversation.respondent_id == AMBASSADOR
    with pytest.raises(NotNow):
        counter.commands.offer(CONVERSATION, (EXPERT,), after(61))
