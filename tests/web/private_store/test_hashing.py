"""How many passwords are hashed at once, and who waits."""

from threading import Event, Thread

from web.private_store.hashing import HashingTurns


def test_as_many_hash_at_once_as_there_are_slots():
    turns = HashingTurns(slots=2, waiting=0)

    assert [turns.take() for _ in range(3)] == [True, True, False]


def test_a_place_that_was_given_back_is_free():
    turns = HashingTurns(slots=1, waiting=0)
    turns.take()

    turns.give_back()

    assert turns.take()


def test_who_waits_gets_the_place_that_is_given_back():
    turns, answers, waits = HashingTurns(slots=1, waiting=1, patience_s=60), [], Event()
    turns.take()

    def wait():
        waits.set()
        answers.append(turns.take())

    waiting = Thread(target=wait)
    waiting.start()
    waits.wait()
    turns.give_back()
    waiting.join()

    assert answers == [True]


def test_waiting_ends_without_a_place_and_makes_room_for_others():
    turns = HashingTurns(slots=1, waiting=1, patience_s=0.01)
    turns.take()

    assert [turns.take(), turns.take()] == [False, False]
    turns.give_back()
    assert turns.take()
