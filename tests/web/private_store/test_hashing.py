"""How many passwords are hashed at once, and how many requests wait."""

from threading import Event, Thread

from web.private_store.hashing import HashingLimiter


def test_as_many_hash_at_once_as_there_are_permits():
    limiter = HashingLimiter(permits=2, queue=0)

    assert [limiter.acquire() for _ in range(3)] == [True, True, False]


def test_a_released_permit_can_be_acquired():
    limiter = HashingLimiter(permits=1, queue=0)
    limiter.acquire()

    limiter.release()

    assert limiter.acquire()


def test_a_waiting_request_gets_the_released_permit():
    limiter, answers, waits = HashingLimiter(permits=1, queue=1, timeout_s=60), [], Event()
    limiter.acquire()

    def wait():
        waits.set()
        answers.append(limiter.acquire())

    waiting = Thread(target=wait)
    waiting.start()
    waits.wait()
    limiter.release()
    waiting.join()

    assert answers == [True]


def test_waiting_ends_without_a_permit_and_lets_another_wait():
    limiter = HashingLimiter(permits=1, queue=1, timeout_s=0.01)
    limiter.acquire()

    assert [limiter.acquire(), limiter.acquire()] == [False, False]
    limiter.release()
    assert limiter.acquire()
