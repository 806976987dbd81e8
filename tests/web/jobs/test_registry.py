"""The jobs of the worker: which there are, and what a run of each says it did."""

from dataclasses import replace
from threading import Event

import pytest

from domain.clock import system_clock
from domain.money import Money
from domain.terms import Paid
from payments.stripe_keys import StripeKeys
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.support.people import CONVERSATION
from tests.support.random_commands import opened
from tests.support.waiting import wait_until
from tests.web.mail.message_examples import email_message, statuses
from web.installation.mail_settings import SmtpServer
from web.jobs.job_runs import JobRuns
from web.jobs.locks import locks_beside
from web.jobs.registry import all_jobs, delivery_job, notification_jobs
from web.jobs.runner import JobProgress, JobRunner
from web.mail.outbox import Outbox
from web.payments.stripe_services import StripeServices

NOWHERE = SmtpServer("smtp", "127.0.0.1", 1)


@pytest.fixture
def jobs(settings, store):
    with opened(settings.database_url) as market:
        market.projector.catch_up()
        yield {job.name: job for job in all_jobs(market, store, settings)}


def test_only_delivery_runs_in_several_workers_at_once(jobs):
    assert [name for name, job in jobs.items() if not job.is_exclusive] == ["deliver_mail"]


def test_notifications_are_applied_only_with_keys_of_the_payment_service(jobs, settings, store):
    keys = StripeKeys("sk_test_1")

    with opened(settings.database_url) as market:
        with_keys = {job.name for job in all_jobs(market, store, replace(settings, stripe=keys))}

    assert with_keys - set(jobs) == {"apply_notifications"}


def test_a_run_that_applies_no_notifications_says_so(store):
    [job] = notification_jobs(store, StripeServices(None, None, None))

    assert job.run(system_clock(), Event()) == JobProgress(0)


def test_each_reactor_is_followed_by_a_job_of_its_name(jobs):
    reactors = {
        "send_result_emails",
        "send_recruitment_emails",
        "send_suspension_emails",
        "send_shift_emails",
        "cancel_shifts",
        "send_earning_emails",
        "send_booking_emails",
        "watch_budgets",
        "earn_conversations",
        "accrue_rail_fees",
        "free_shifts",
        "send_statement_emails",
    }

    assert reactors < set(jobs)


def test_jobs_do_nothing_when_nothing_is_due(jobs):
    for job in jobs.values():
        assert job.run(system_clock(), Event()) == JobProgress(0)


def test_the_ledger_is_posted_by_a_job(settings, jobs):
    with opened_ledger(settings.database_url) as desk:
        desk.closes(CONVERSATION)

        assert jobs["post_ledger"].run(system_clock(), Event()) == JobProgress(1)
        assert len(desk.entries()) == 1


def test_the_job_waits_at_an_event_that_cannot_be_posted(settings, jobs, caplog):
    with opened_ledger(settings.database_url) as desk:
        desk.closes(CONVERSATION, Paid(Money(200, "JPY"), 20))

        for _ in range(2):
            progress = jobs["post_ledger"].run(system_clock(), Event())
            assert progress == JobProgress(0, is_blocked=True)

    [record] = caplog.records
    assert record.getMessage().startswith("the ledger stops at position 1: amounts in JPY")


def test_delivery_says_how_much_was_sent(store, settings):
    Outbox(store).put_all(email_message(number) for number in range(3))

    assert delivery_job(store, settings).run(system_clock(), Event()) == JobProgress(3)
    assert statuses(store) == {"sent": 3}


def test_delivery_is_blocked_while_the_mail_server_is_away(store, settings):
    Outbox(store).put(email_message())
    job = delivery_job(store, replace(settings, smtp=NOWHERE))

    assert job.run(system_clock(), Event()).is_blocked
    assert statuses(store) == {"waiting": 1}


def test_delivery_stops_between_two_emails(store, settings):
    Outbox(store).put(email_message())
    stop = Event()
    stop.set()

    assert delivery_job(store, settings).run(system_clock(), stop) == JobProgress(0)
    assert statuses(store) == {"waiting": 1}


def test_the_runner_runs_jobs_until_it_is_stopped(jobs, store):
    runner = JobRunner(
        list(jobs.values()), locks_beside(store.engine), JobRuns(store).record, system_clock
    )
    with runner.running(Event()):
        Outbox(store).put_all(email_message(number) for number in range(3))
        wait_until(lambda: statuses(store) == {"sent": 3})
