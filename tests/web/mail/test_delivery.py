"""What becomes of e-mails: none is sent twice, and no outcome is guessed."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from tests.support.moving_clock import StoppedClock
from tests.web.mail.message_examples import FakeBackend, email_message, join, only, statuses
from web.delivery.deliverer import MAX_ATTEMPTS, delay_after, status_after
from web.delivery.outcomes import (
    ChannelUnavailable,
    DeliveryStatus,
    OutcomeUnknown,
    PermanentFailure,
    TransientFailure,
)
from web.delivery.queue import DeliveryQueue
from web.delivery.worker_locks import worker_locks_of
from web.mail.backends.file import FileBackend
from web.mail.delivery import EMAILS, mail_deliverer
from web.mail.message import EmailCategory
from web.mail.outbox import Outbox, emails
from web.mail.unsubscribe import Subscriptions
from web.private_store.store import open_private_store


@pytest.fixture
def clock():
    """An hour ahead: all that is written while a test runs is due."""
    return StoppedClock(datetime.now(UTC) + timedelta(hours=1))


@pytest.fixture
def deliver(store, settings, clock):
    """Deliver once through this backend."""
    return lambda backend: mail_deliverer(replace(store, clock=clock), settings, backend).deliver()


def test_waiting_emails_are_sent_oldest_first(store, deliver):
    backend = FakeBackend()
    Outbox(store).put_all(email_message(number) for number in range(120))

    done = deliver(backend)

    assert backend.sent == [f"invitation/{number}" for number in range(120)]
    assert (done.sent, done.failed) == (120, 0)
    assert statuses(store) == {"sent": 120}
    assert deliver(backend).sent == 0


def test_the_status_is_sending_before_an_email_is_sent(store, deliver):
    recorded = []
    Outbox(store).put(email_message())

    deliver(FakeBackend(on_send=lambda _key: recorded.append(statuses(store))))

    assert recorded == [{"sending": 1}]


def test_a_permanent_failure_is_not_retried(store, deliver):
    Outbox(store).put(email_message())

    deliver(FakeBackend([PermanentFailure("550 no such person")]))

    assert (only(store).status, only(store).error) == ("failed", "550 no such person")
    assert deliver(FakeBackend()).sent == 0


def test_a_transient_failure_is_retried_with_growing_delays(store, deliver, clock):
    backend = FakeBackend([TransientFailure("450 busy"), TransientFailure("450 busy")])
    Outbox(store).put(email_message())

    for _ in range(2):
        deliver(backend)
        assert (only(store).status, only(store).error) == ("waiting", "450 busy")
        assert deliver(backend) == (0, 0, False)
        clock.now = only(store).due_at
    deliver(backend)

    assert (only(store).status, only(store).error, only(store).attempts) == ("sent", None, 3)
    assert [delay_after(tries) for tries in (1, 2, 3)] == [
        timedelta(minutes=minutes) for minutes in (1, 2, 4)
    ]
    assert delay_after(20) == timedelta(hours=6)


def test_an_email_fails_after_days_but_not_while_the_backend_is_unavailable():
    assert status_after(TransientFailure("busy"), MAX_ATTEMPTS - 1) == DeliveryStatus.WAITING
    assert status_after(TransientFailure("busy"), MAX_ATTEMPTS) == DeliveryStatus.FAILED
    assert status_after(ChannelUnavailable("away"), MAX_ATTEMPTS) == DeliveryStatus.WAITING


def test_other_emails_are_not_tried_while_the_backend_is_unavailable(store, deliver):
    backend = FakeBackend([ChannelUnavailable("connection refused")])
    Outbox(store).put_all([email_message(1), email_message(2)])

    done = deliver(backend)

    assert (done.sent, done.failed, done.is_unavailable) == (0, 1, True)
    assert statuses(store) == {"waiting": 2}
    assert deliver(backend).sent == 1


def test_an_email_with_unknown_outcome_is_never_retried(store, deliver):
    Outbox(store).put(email_message())

    deliver(FakeBackend([OutcomeUnknown("the line broke")]))
    done = deliver(FakeBackend())

    assert (done.sent, only(store).status, only(store).error) == (0, "unknown", "the line broke")


@pytest.mark.parametrize(("has_it", "becomes"), [(True, "sent"), (False, "waiting")])
def test_a_backend_that_can_look_up_resolves_an_unknown_outcome(
    store, settings, clock, has_it, becomes
):
    Outbox(store).put(email_message())
    backend = FakeBackend([OutcomeUnknown("the line broke")])
    deliverer = mail_deliverer(replace(store, clock=clock), settings, backend)
    deliverer.deliver()

    backend.known = has_it
    deliverer.recover_abandoned()

    assert only(store).status == becomes


def test_another_backend_does_not_resolve_an_unknown_outcome(store, deliver):
    Outbox(store).put(email_message())
    deliver(FakeBackend([OutcomeUnknown("the line broke")], name="smtp"))

    deliver(FakeBackend(known=False, name="file"))

    assert only(store).status == "unknown"


@pytest.mark.parametrize(
    ("say", "becomes"), [(Outbox.send_again, "waiting"), (Outbox.arrived, "sent")]
)
def test_a_person_can_resolve_an_unknown_outcome(store, deliver, say, becomes):
    Outbox(store).put(email_message())
    deliver(FakeBackend([OutcomeUnknown("the line broke")]))
    number = only(store).number

    assert say(Outbox(store), number)

    assert (only(store).status, only(store).error) == (becomes, None)
    assert not say(Outbox(store), number)


def test_a_failed_email_can_be_retried_but_not_marked_sent(store, deliver):
    Outbox(store).put(email_message())
    deliver(FakeBackend([PermanentFailure("550 no such person")]))
    number = only(store).number

    assert not Outbox(store).arrived(number)
    assert Outbox(store).send_again(number)


def test_emails_of_living_workers_stay_and_those_of_dead_workers_are_unknown(store, deliver):
    Outbox(store).put(email_message())
    queue = DeliveryQueue(EMAILS, store, "fake")
    with worker_locks_of(store.engine).hold() as worker_id:
        assert queue.claim(only(store).number, worker_id, datetime.now(UTC))
        deliver(FakeBackend())
        assert only(store).status == "sending"

    deliver(FakeBackend())

    assert (only(store).status, only(store).error) == ("unknown", "the sending process stopped")


def test_a_worker_wrongly_taken_for_dead_records_its_outcome(store):
    Outbox(store).put(email_message())
    queue, number = DeliveryQueue(EMAILS, store, "fake"), only(store).number
    queue.claim(number, 1, datetime.now(UTC))
    queue.abandon(number, 1)

    queue.settle(number, 2, DeliveryStatus.FAILED)
    assert only(store).status == "unknown"
    queue.settle(number, 1, DeliveryStatus.SENT)
    assert only(store).status == "sent"


def test_an_email_is_suppressed_after_unsubscribing(store, deliver):
    ada, bob = join(store), join(store, "bob@example.org")
    Outbox(store).put_all([email_message(1, account_id=ada), email_message(2, account_id=bob)])
    Outbox(store).put(email_message(3, account_id=ada, category=EmailCategory.ACCOUNT))
    Subscriptions(store).end(ada, EmailCategory.INVITATION)
    backend = FakeBackend()

    deliver(backend)

    assert backend.sent == ["invitation/2", "invitation/3"]
    assert statuses(store) == {"sent": 2, "suppressed": 1}


def test_one_broken_email_does_not_hold_up_the_others(store, deliver):
    Outbox(store).put_all([email_message(1, to='"@example.org'), email_message(2)])
    backend = FakeBackend()

    deliver(backend)

    assert backend.sent[-1] == "invitation/2"
    assert "sending" not in statuses(store)


def test_four_concurrent_workers_send_every_email_once(store, settings):
    Outbox(store).put_all(email_message(number) for number in range(200))
    backends = [FakeBackend() for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda backend: mail_deliverer(store, settings, backend).deliver(), backends))

    sent = [key for backend in backends for key in backend.sent]
    assert sorted(sent) == sorted(f"invitation/{number}" for number in range(200))
    assert statuses(store) == {"sent": 200}


def test_sending_to_a_folder_again_writes_the_same_file(store, settings):
    backend = FileBackend(settings.mail_folder)
    Outbox(store).put(email_message())
    deliverer = mail_deliverer(store, settings)

    deliverer.deliver()

    [file] = settings.mail_folder.iterdir()
    assert file == backend.file_of("invitation/1")
    assert b"Subject: Une question de chauffage ?" in file.read_bytes()
    assert backend.has("invitation/1")
    assert not backend.has("invitation/2")


def test_an_unwritable_folder_is_an_unavailable_backend(store, settings):
    settings.mail_folder.write_text("a file where the folder should be")
    Outbox(store).put(email_message())

    done = mail_deliverer(store, settings).deliver()

    assert done.is_unavailable
    assert only(store).status == "waiting"


def test_an_email_of_another_key_fails_and_the_others_are_sent(settings, store):
    with closing(open_private_store(replace(settings, private_key=bytes(64)))) as other:
        Outbox(other).put(email_message(1))
    Outbox(store).put(email_message(2))
    backend = FakeBackend()

    report = mail_deliverer(store, settings, backend).deliver()

    assert (report.sent, report.failed) == (1, 1)
    assert backend.sent == ["invitation/2"]
    [failed] = Outbox(store).emails_with_status([DeliveryStatus.FAILED], 10)
    assert failed.error == "it was encrypted with another private key"
    assert (failed.to, failed.subject) == (None, None)


def test_a_damaged_email_fails_and_the_others_are_sent(settings, store):
    Outbox(store).put_all([email_message(1), email_message(2)])
    with store.engine.begin() as db:
        db.execute(update(emails).where(emails.c.key == "invitation/1").values(to="no address"))

    report = mail_deliverer(store, settings, FakeBackend()).deliver()

    assert (report.sent, report.failed) == (1, 1)
    [failed] = Outbox(store).emails_with_status([DeliveryStatus.FAILED], 10)
    assert failed.error == "it is damaged: This e-mail address is not valid."
