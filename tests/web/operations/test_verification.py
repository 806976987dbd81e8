"""Verifying: a log as mixed as life is well; whatever is done to it behind our back is found."""

from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, update

from domain.bookings.booking_reasons import BookingEndReason
from domain.conversations.conversation import Conversation
from domain.conversations.conversation_reasons import LostReason
from domain.log.entries import BalanceChange, Decision
from domain.presence.presence_session_commands import slot_reservation
from domain.rewards.points import POINTS
from domain.rewards.programme_commands import GIFT_STOCK
from projections.conversations.tables import conversations, tallies
from projections.engine.generation import parked
from tests.domain.bookings.booking_examples import BOOKING, MONDAY_EVENING, BookingDesk
from tests.support.languages_projection import declare
from tests.support.people import AMBASSADOR, BRAND, EXPERT, MANAGER, PAID, VISITOR, VOLUNTARY, after
from tests.support.random_commands import RandomCommands
from tests.support.raw_sql import connected, execute, smuggle
from web.operations.verification import verify

LIVELY = (Conversation.Lost, Conversation.Transferred, Conversation.Closed, Conversation.Rated)


@pytest.fixture
def head(market):
    """Where a small log ends: one paid, one thanked, one lost, one still open."""
    market.brands.register(BRAND, "road", "Road", "Europe/Paris", "EUR", MANAGER, after(0))
    close(market, open_conversation(market, EXPERT, PAID))
    close(market, open_conversation(market, AMBASSADOR, VOLUNTARY))
    open_conversation(market, MANAGER, VOLUNTARY)
    lose_a_request(market)
    market.projector.catch_up()
    return market.log.rows.head()


def open_conversation(market, respondent, terms):
    conversation_id = uuid4()
    market.members.join(respondent, ("fr",), "FR", after(0))
    market.members.start_engagement(respondent, BRAND, terms, MANAGER, after(0))
    market.presence.come_online(uuid4(), respondent, 2, after(0))
    market.conversations.request(conversation_id, BRAND, VISITOR, "fr", after(0))
    market.conversations.offer(conversation_id, (respondent,), after(0))
    market.conversations.claim(conversation_id, respondent, after(10))
    market.conversations.send_first_reply(conversation_id, respondent, after(20))
    return conversation_id


def close(market, conversation_id):
    end = (None, "answered", (1, 1), after(30), after(40))
    market.conversations.close(conversation_id, *end)


def lose_a_request(market):
    conversation_id = uuid4()
    market.conversations.request(conversation_id, BRAND, VISITOR, "fr", after(0))
    market.conversations.lose(conversation_id, LostReason.NOBODY_PRESENT, after(60))


def a_new_request(market):
    new = market.log.load_or_new(Conversation, uuid4())
    new.request(BRAND, VISITOR, "fr", None, None, after(0))
    return new


def verified(market):
    return verify(market.log, market.read_models, lambda *_: None)


def problems(market):
    return verified(market).problems


def change_facts(market, statement):
    with market.read_model_store.live(market.read_models.facts).write() as db:
        assert db.execute(statement).rowcount == 1


def a_row_of(market, question):
    with market.read_models.read(market.read_models.facts) as db:
        return db.execute(question).first()


# All is well.


def test_an_empty_log_has_no_problems(market):
    report = verified(market)

    assert (report.events, report.streams, report.problems, report.unlisted) == (0, 0, [], 0)


def test_a_log_of_random_commands_has_no_problems(market):
    random_commands = RandomCommands(market)
    random_commands.run(300)
    random_commands.import_history(50)
    market.projector.catch_up()

    report = verified(market)

    rows = list(market.log.all_rows())
    assert (report.events, report.streams) == (len(rows), len({row.stream for row in rows}))
    assert (report.problems, report.unlisted) == ([], 0)
    assert {projection.TOPIC for projection in LIVELY} <= {row.topic for row in rows}


def test_a_log_that_grows_while_it_is_verified_has_no_problems(market, head):
    class Growing:
        """A log that grows whenever it is read."""

        rows = market.log.rows

        def all_rows(self):
            for number, row in enumerate(market.log.all_rows(size=20)):
                if number in (10, 30):
                    open_conversation(market, uuid4(), PAID)
                yield row

    report = verify(Growing(), market.read_models, lambda *_: None)

    assert report.problems == []
    assert report.events > head


def test_progress_is_reported(market):
    for _ in range(2):
        declare(market.log, *["en"] * 2_600)
    market.projector.catch_up()
    reports = []

    verify(market.log, market.read_models, lambda *progress: reports.append(progress))

    assert reports == [(5_000, 5_200)]


# The log.


@pytest.mark.usefixtures("head")
def test_missing_positions_are_found(database_url, market):
    gone = "DELETE FROM events WHERE position = 1 OR position BETWEEN 20 AND 22"
    execute(database_url, gone)

    report = problems(market)

    assert "positions 1 to 1 are missing" in report
    assert "positions 20 to 22 are missing" in report


def test_a_missing_end_is_found(database_url, market, head):
    execute(database_url, "DELETE FROM events WHERE position >= ?", head - 1)

    assert f"positions {head - 1} to {head} are missing" in problems(market)


def test_versions_out_of_order_are_found(database_url, market, head):
    execute(database_url, "UPDATE events SET version = 99 WHERE position = ?", head)

    assert problems(market) == [f"position {head}: version 99 out of order"]


@pytest.mark.usefixtures("head")
@pytest.mark.parametrize("state", [b"", b"{}", b'{"at": ', b"\xff\xfe", b'["a"]'])
def test_a_broken_event_is_found(database_url, market, state):
    execute(database_url, "UPDATE events SET state = ? WHERE position = 7", state)

    [(topic,)] = execute(database_url, "SELECT topic FROM events WHERE position = 7")
    [problem, *_] = problems(market)
    assert problem.startswith(f"position 7: {topic}: ")


def test_an_event_of_an_unknown_kind_is_found(database_url, market, head):
    smuggle(database_url, AMBASSADOR, "Member.Sang.1", b"{}")

    [problem] = problems(market)

    assert problem.startswith(f"position {head + 1}: ")
    assert "no event is called Member.Sang.1" in problem


def test_after_fifty_problems_the_others_are_counted(database_url, market, head):
    declare(market.log, *["en"] * 60)
    execute(database_url, "UPDATE events SET state = ? WHERE position > ?", b"{}", head)

    report = verified(market)

    assert (len(report.problems), report.unlisted) == (50, 10)


# The read models.


@pytest.mark.usefixtures("head")
def test_parked_events_are_a_problem_of_each_projection_that_parked_them(database_url, market):
    position = smuggle(database_url, AMBASSADOR, "Member.Sang.1", b"{}")
    market.projector.catch_up()

    found = problems(market)

    parked = f"has parked 1 event, the first at position {position}: Member.Sang.1: unknown event"
    for projection in market.read_models.all:
        assert f"{projection.name} {parked} type" in found


@pytest.mark.usefixtures("head")
def test_events_that_one_projection_could_not_apply_are_a_problem(market):
    with market.read_model_store.live(market.read_models.points).write() as db:
        row = {"position": 7, "stream": b"", "topic": "A.B.1", "parked_ms": 0}
        db.execute(insert(parked).values(row | {"error": "ValueError: no"}))

    assert problems(market) == [
        "points has parked 1 event, the first at position 7: ValueError: no"
    ]


def test_read_models_of_another_log_are_a_problem(database_url, market, head):
    execute(database_url, "UPDATE log_identity SET id = ?", bytes(16))

    found = problems(market)

    assert len(found) == len(market.read_models.all)
    assert found[0] == (
        "applications was built from another log, or from events that are no longer in this one:"
        f" it has read up to position {head}, and the log ends at {head}."
        " Run `comptoir rebuild applications`."
    )


def test_read_models_ahead_of_the_log_are_a_problem(database_url, market, head):
    execute(database_url, "DELETE FROM events WHERE position >= ?", head)

    found = problems(market)

    ahead = f"it has read up to position {head}, and the log ends at {head - 1}."
    assert [projection.name for projection in market.read_models.all] == [
        problem.partition(" ")[0] for problem in found if ahead in problem
    ]


# The facts.


@pytest.mark.usefixtures("head")
@pytest.mark.parametrize("measure", ["price:EUR", "points"])
def test_a_daily_total_that_differs_from_the_postings_is_found(market, measure):
    t = tallies.c
    row = a_row_of(market, tallies.select().where(t.measure == measure, t.grain == "m"))
    ours = [column == row[number] for number, column in enumerate(tallies.primary_key.columns)]

    change_facts(market, update(tallies).where(*ours).values(n=row.n + 7))

    [problem] = problems(market)
    assert problem == (
        f"brand {BRAND}, {measure}: the tallies show {row.n + 7}, the postings {row.n}"
    )


@pytest.mark.usefixtures("head")
@pytest.mark.parametrize("column", [conversations.c.price, conversations.c.points])
def test_a_conversation_that_differs_from_the_postings_is_found(market, column):
    c = conversations.c
    row = a_row_of(market, conversations.select().where(column > 0, c.handled_s.is_not(None)))
    ours = c.conversation_id == row.conversation_id

    change_facts(market, update(conversations).where(ours).values({column: 1_000_000}))

    [problem] = problems(market)
    assert ": the conversations show 1000000, the postings " in problem


@pytest.mark.usefixtures("head")
def test_a_missing_conversation_is_found(market):
    change_facts(market, delete(conversations).where(conversations.c.lost_reason.is_not(None)))

    assert problems(market) == ["3 conversations are stored, but 4 requests are counted"]


# The rows that guard rules.


@pytest.mark.usefixtures("head")
def test_a_missing_slot_reservation_is_found(database_url, market):
    execute(database_url, "DELETE FROM reservations WHERE kind = 'conversation-slot'")

    assert problems(market) == ["0 conversation slots are reserved, but 1 are claimed"]


@pytest.mark.usefixtures("head")
def test_an_unclaimed_slot_reservation_is_found(market):
    new = a_new_request(market)
    market.log.execute(lambda: Decision([new], reserve=[slot_reservation(EXPERT, 4)]))
    market.projector.catch_up()

    assert problems(market) == ["2 conversation slots are reserved, but 1 are claimed"]


@pytest.fixture
def budget(market):
    """A booking of EUR 100.00 with one conversation spent, one released and one still open."""
    desk = BookingDesk(market.log)
    desk.running()
    expert = desk.engaged_expert(MONDAY_EVENING)
    spent, lost, still_open = (desk.request([expert], MONDAY_EVENING) for _ in range(3))
    for request in (spent, lost, still_open):
        desk.conversations.claim(request, expert, MONDAY_EVENING)
    desk.answered(spent, expert, MONDAY_EVENING)
    desk.conversations.lose(lost, LostReason.VISITOR_LEFT, MONDAY_EVENING)
    market.projector.catch_up()
    return desk


def test_a_budget_is_what_its_events_leave(market, budget):
    assert problems(market) == []

    budget.bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, MONDAY_EVENING)
    market.projector.catch_up()

    assert problems(market) == []


@pytest.mark.usefixtures("budget")
def test_a_budget_that_its_events_do_not_explain_is_found(database_url, market):
    execute(database_url, "UPDATE balances SET debited = 300 WHERE kind = 'booking-budget'")

    assert problems(market) == [
        f"the booking-budget balance {BOOKING} has 9900 left, but the events leave 9600"
    ]


@pytest.mark.usefixtures("budget")
def test_a_missing_budget_is_found(database_url, market):
    execute(database_url, "DELETE FROM balances WHERE kind = 'booking-budget'")

    assert problems(market) == [
        f"the booking-budget balance {BOOKING} has 0 left, but the events leave 9600"
    ]


@pytest.mark.usefixtures("head")
@pytest.mark.parametrize("kind", [POINTS, GIFT_STOCK])
def test_an_overdrawn_balance_is_found(database_url, market, kind):
    new = a_new_request(market)
    market.log.execute(
        lambda: Decision([new], balance_changes=[BalanceChange(kind, "ann", credited=5)])
    )
    market.projector.catch_up()

    overdraw_balance(database_url)

    assert problems(market) == [f"the {kind} balance ann is negative"]


def overdraw_balance(database_url):
    with connected(database_url) as connection:
        if database_url.startswith("sqlite"):
            connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE balances SET debited = credited + 1 WHERE key = 'ann'")
