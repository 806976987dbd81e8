"""The job that deletes what is over; by a clock that the tests move."""

from dataclasses import replace
from datetime import timedelta
from threading import Event
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select, update

from tests.support.moving_clock import StoppedClock
from tests.support.people import BRAND, MANAGER, MORNING, after
from tests.support.random_commands import opened
from tests.web.mail.message_examples import email_message, join, statuses
from tests.web.recruitment.call_fixture import CallScenario
from web.api.idempotency import STORED_FOR, writes
from web.api.tokens import ApiToken, ApiTokens, NewToken
from web.delivery.outcomes import DeliveryStatus
from web.jobs.purging import Purge
from web.mail.outbox import DELIVERED_AT_ONCE, Outbox, emails
from web.private_store.account_sessions import LONGEST_SESSION, AccountSession, start_session
from web.private_store.accounts import Account
from web.private_store.rate_limits import WINDOW_S, RateLimits, rate_limits
from web.recruitment.invitations import Inviter

SECOND = timedelta(seconds=1)


@pytest.fixture
def clock():
    return StoppedClock(MORNING)


@pytest.fixture
def store(store, clock):
    return replace(store, clock=clock)


@pytest.fixture
def market(settings):
    with opened(settings.database_url) as market:
        yield market


@pytest.fixture
def purge(market, store, settings):
    """Purges at a moment; returns how many rows that deleted."""

    def purge_at(at, **changed):
        stop = changed.pop("stop", Event())
        return Purge(market, store, replace(settings, **changed)).purge_expired(at, stop)

    return purge_at


def count(table, store):
    with store.engine.connect() as db:
        return db.scalar(select(func.count()).select_from(table))


def becomes(status, store, *keys):
    with store.engine.begin() as db:
        db.execute(update(emails).where(emails.c.key.in_(keys)).values(status=status))


def test_emails_delivered_more_than_90_days_ago_are_deleted(store, purge):
    for status in DeliveryStatus:
        Outbox(store).put(email_message(key=str(status)))
        becomes(status, store, str(status))

    on_the_day, later = purge(MORNING + timedelta(90)), purge(MORNING + timedelta(90) + SECOND)

    assert (on_the_day, later) == (0, 2)
    assert set(statuses(store)) == {"waiting", "sending", "failed", "unknown"}


def test_a_setting_says_how_long_delivered_emails_are_stored(store, purge):
    Outbox(store).put(email_message(key="old"))
    becomes("sent", store, "old")

    assert purge(MORNING + timedelta(2), emails_stored_for=timedelta(3)) == 0
    assert purge(MORNING + timedelta(2), emails_stored_for=timedelta(1)) == 1


def test_many_emails_are_deleted_some_at_a_time_until_the_worker_is_stopped(store, purge):
    keys = [f"old/{number}" for number in range(DELIVERED_AT_ONCE + 1)]
    Outbox(store).put_all(email_message(key=key) for key in keys)
    becomes("sent", store, *keys)
    stopped = Event()
    stopped.set()

    assert purge(after(86_400) + timedelta(90), stop=stopped) == 0
    assert purge(after(86_400) + timedelta(90)) == len(keys)
    assert purge(after(86_400) + timedelta(90)) == 0


def test_invitations_are_deleted_when_the_call_is_over_so_that_none_is_sent_twice(
    market, store, settings, purge, clock
):
    scenario = CallScenario(market, store)
    scenario.open()
    scenario.fill(range(3))
    call_id = scenario.calls(ends_at=MORNING + timedelta(200))
    market.projector.catch_up()
    inviter = Inviter(replace(market, clock=clock), store, settings)
    assert inviter.invite(call_id) == (3, 3)
    with store.engine.begin() as db:
        db.execute(update(emails).values(status="sent"))

    clock.at = MORNING + timedelta(150)
    assert purge(clock.at) == 0
    assert inviter.invite(call_id) == (0, 0)
    assert purge(MORNING + timedelta(201)) == 3


def test_sessions_are_deleted_when_they_are_too_old_to_open_anything(store, purge):
    account_id = join(store)
    with store.sessions() as db:
        for at in (MORNING, MORNING + SECOND):
            start_session(account_id, at, db)
        db.commit()

    assert purge(MORNING + LONGEST_SESSION) == 1
    assert count(AccountSession.__table__, store) == 1


def test_tokens_are_deleted_30_days_after_they_expired_or_were_revoked(store, purge):
    tokens = ApiTokens(store, "for tests only")
    expiring, revoked, active = (NewToken(uuid4(), "Dashboard", (), days) for days in (1, 90, 90))
    for token in (expiring, revoked, active):
        tokens.create(token, BRAND, MANAGER)
    tokens.revoke(revoked.token_id, BRAND)

    assert purge(MORNING + timedelta(30)) == 0
    assert purge(MORNING + timedelta(30) + SECOND) == 1
    assert purge(MORNING + timedelta(31) + SECOND) == 1
    with store.sessions() as db:
        assert list(db.scalars(select(ApiToken.id))) == [active.token_id]


def write_row(token, key, started_at):
    values = {"content": "c", "status": 200, "answer": "done", "started_at": started_at}
    return {"token_id": token.token_id, "key": key, **values}


def test_answers_to_writes_are_deleted_after_a_day_and_with_their_token(store, purge):
    tokens, later = ApiTokens(store, "for tests only"), MORNING + timedelta(60)
    active, ended = (NewToken(uuid4(), "Dashboard", (), days) for days in (90, 1))
    for token in (active, ended):
        tokens.create(token, BRAND, MANAGER)
    rows = [write_row(*row) for row in [(active, "old", MORNING), (active, "new", later)]]
    with store.engine.begin() as db:
        db.execute(insert(writes), [*rows, write_row(ended, "new", later)])

    purge(later + STORED_FOR - SECOND)

    with store.engine.connect() as db:
        left = db.execute(select(writes.c.token_id, writes.c.key)).all()
    assert left == [(active.token_id, "new")]


def test_windows_of_limits_are_deleted_when_they_are_over(store, purge, clock):
    limits = RateLimits(store, "for tests only", clock.now.timestamp)
    limits.begin({"ada@example.org": 5})

    assert purge(after(WINDOW_S - 1)) == 0
    assert purge(after(WINDOW_S)) == 1
    assert count(rate_limits, store) == 0


def test_a_purge_leaves_the_log_and_the_accounts_alone(market, store, purge):
    scenario = CallScenario(market, store)
    scenario.open()
    scenario.joins(1)
    head = market.log.rows.head()

    purge(MORNING + timedelta(3650))

    assert market.log.rows.head() == head
    assert count(Account.__table__, store) == 1
