"""What becomes of letters: each is sent once, and nobody guesses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tests.web.mail.message_examples import Clock, FakePost, join, letter, only, states
from web.mail.backends.base import Closed, Postponed, Refused, Uncertain
from web.mail.backends.file import FolderPost
from web.mail.delivery import MOST_TRIES, Deliverer, delay_after, what_becomes_after
from web.mail.message import LetterKind
from web.mail.outbox import LetterState, Outbox
from web.mail.queue import Handling
from web.mail.subscriptions import Subscriptions
from web.mail.worker_locks import carriers_of


@pytest.fixture
def clock():
    """An hour ahead: all that is written while a test runs is due."""
    return Clock(datetime.now(UTC) + timedelta(hours=1))


@pytest.fixture
def deliver(store, settings, clock):
    """Deliver once by this post."""
    return lambda post: Deliverer(store, settings, post, clock).deliver()


def test_what_waits_is_sent_the_oldest_first(store, deliver):
    post = FakePost()
    Outbox(store).put_all(letter(number) for number in range(120))

    done = deliver(post)

    assert post.sent == [f"invitation/{number}" for number in range(120)]
    assert (done.sent, done.failed) == (120, 0)
    assert states(store) == {"sent": 120}
    assert deliver(post).sent == 0


def test_that_a_letter_is_being_sent_is_known_before_it_is(store, deliver):
    seen = []
    Outbox(store).put(letter())

    deliver(FakePost(on_send=lambda _key: seen.append(states(store))))

    assert seen == [{"sending": 1}]


def test_what_the_other_side_will_never_take_is_not_offered_again(store, deliver):
    Outbox(store).put(letter())

    deliver(FakePost([Refused("550 no such person")]))

    assert (only(store).state, only(store).error) == ("refused", "550 no such person")
    assert deliver(FakePost()).sent == 0


def test_what_was_not_taken_is_offered_later_and_ever_later(store, deliver, clock):
    post = FakePost([Postponed("450 busy"), Postponed("450 busy")])
    Outbox(store).put(letter())

    for _ in range(2):
        deliver(post)
        assert (only(store).state, only(store).error) == ("waiting", "450 busy")
        assert deliver(post) == (0, 0, False)
        clock.at = only(store).due_at
    deliver(post)

    assert (only(store).state, only(store).error, only(store).tries) == ("sent", None, 3)
    assert [delay_after(tries) for tries in (1, 2, 3)] == [
        timedelta(minutes=minutes) for minutes in (1, 2, 4)
    ]
    assert delay_after(20) == timedelta(hours=6)


def test_after_days_a_letter_nobody_takes_is_refused_but_not_while_the_post_is_closed():
    assert what_becomes_after(Postponed("busy"), MOST_TRIES - 1) == LetterState.WAITING
    assert what_becomes_after(Postponed("busy"), MOST_TRIES) == LetterState.REFUSED
    assert what_becomes_after(Closed("away"), MOST_TRIES) == LetterState.WAITING


def test_while_nobody_takes_letters_the_others_are_not_tried(store, deliver):
    post = FakePost([Closed("connection refused")])
    Outbox(store).put_all([letter(1), letter(2)])

    done = deliver(post)

    assert (done.sent, done.failed, done.is_closed) == (0, 1, True)
    assert states(store) == {"waiting": 2}
    assert deliver(post).sent == 1


def test_a_letter_that_may_have_been_taken_is_never_sent_again_by_a_machine(store, deliver):
    Outbox(store).put(letter())

    deliver(FakePost([Uncertain("the line broke")]))
    done = deliver(FakePost())

    assert (done.sent, only(store).state, only(store).error) == (0, "unknown", "the line broke")


@pytest.mark.parametrize(("has_it", "becomes"), [(True, "sent"), (False, "waiting")])
def test_a_post_that_can_look_is_asked_whether_it_has_it(store, settings, clock, has_it, becomes):
    Outbox(store).put(letter())
    post = FakePost([Uncertain("the line broke")])
    deliverer = Deliverer(store, settings, post, clock)
    deliverer.deliver()

    post.known = has_it
    deliverer.look_after_the_dead()

    assert only(store).state == becomes


def test_another_post_cannot_say_whether_the_first_one_has_it(store, deliver):
    Outbox(store).put(letter())
    deliver(FakePost([Uncertain("the line broke")], name="smtp"))

    deliver(FakePost(known=False, name="folder"))

    assert only(store).state == "unknown"


@pytest.mark.parametrize(
    ("say", "becomes"), [(Outbox.send_again, "waiting"), (Outbox.arrived, "sent")]
)
def test_a_person_may_say_what_became_of_it(store, deliver, say, becomes):
    Outbox(store).put(letter())
    deliver(FakePost([Uncertain("the line broke")]))
    number = only(store).number

    assert say(Outbox(store), number)

    assert (only(store).state, only(store).error) == (becomes, None)
    assert not say(Outbox(store), number)


def test_what_was_refused_may_be_sent_again_but_did_not_arrive(store, deliver):
    Outbox(store).put(letter())
    deliver(FakePost([Refused("550 no such person")]))
    number = only(store).number

    assert not Outbox(store).arrived(number)
    assert Outbox(store).send_again(number)


def test_a_letter_in_living_hands_is_left_there_and_in_dead_ones_it_is_unknown(store, deliver):
    Outbox(store).put(letter())
    handling = Handling(store.engine, "fake")
    with carriers_of(store.engine).carrying() as carrier:
        assert handling.claim(only(store).number, carrier, datetime.now(UTC))
        deliver(FakePost())
        assert only(store).state == "sending"

    deliver(FakePost())

    assert (only(store).state, only(store).error) == ("unknown", "the sender died")


def test_who_was_taken_for_dead_and_is_not_says_what_happened(store):
    Outbox(store).put(letter())
    handling, number = Handling(store.engine, "fake"), only(store).number
    handling.claim(number, 1, datetime.now(UTC))
    handling.give_up(number, 1)

    handling.settle(number, 2, LetterState.REFUSED)
    assert only(store).state == "unknown"
    handling.settle(number, 1, LetterState.SENT)
    assert only(store).state == "sent"


def test_who_has_said_no_meanwhile_does_not_get_it(store, deliver):
    ada, bob = join(store), join(store, "bob@example.org")
    Outbox(store).put_all([letter(1, account_id=ada), letter(2, account_id=bob)])
    Outbox(store).put(letter(3, account_id=ada, kind=LetterKind.ACCOUNT))
    Subscriptions(store).end(ada, LetterKind.INVITATION)
    post = FakePost()

    deliver(post)

    assert post.sent == ["invitation/2", "invitation/3"]
    assert states(store) == {"sent": 2, "unwanted": 1}


def test_one_broken_letter_does_not_hold_up_the_others(store, deliver):
    Outbox(store).put_all([letter(1, to='"@example.org'), letter(2)])
    post = FakePost()

    deliver(post)

    assert post.sent[-1] == "invitation/2"
    assert "sending" not in states(store)


def test_four_deliverers_at_once_send_each_letter_once(store, settings):
    Outbox(store).put_all(letter(number) for number in range(200))
    posts = [FakePost() for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda post: Deliverer(store, settings, post).deliver(), posts))

    sent = [key for post in posts for key in post.sent]
    assert sorted(sent) == sorted(f"invitation/{number}" for number in range(200))
    assert states(store) == {"sent": 200}


def test_a_letter_in_a_folder_is_one_file_however_often_it_is_sent(store, settings):
    post = FolderPost(settings.mail_folder)
    Outbox(store).put(letter())
    deliverer = Deliverer(store, settings)

    deliverer.deliver()

    [file] = settings.mail_folder.iterdir()
    assert file == post.file_of("invitation/1")
    assert b"Subject: Une question de chauffage ?" in file.read_bytes()
    assert post.has("invitation/1")
    assert not post.has("invitation/2")


def test_a_folder_that_cannot_be_written_is_a_closed_post(store, settings):
    settings.mail_folder.write_text("a file where the folder should be")
    Outbox(store).put(letter())

    done = Deliverer(store, settings).deliver()

    assert done.is_closed
    assert only(store).state == "waiting"
