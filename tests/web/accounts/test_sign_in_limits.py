from concurrent.futures import ThreadPoolExecutor

from web.accounts.sign_in_limits import MAX_KEYS, WINDOW_S, SignInAttempts


def test_as_many_as_allowed_then_a_wait():
    now = [100.0]
    attempts = SignInAttempts(lambda: now[0])

    assert [attempts.begin({"a": 2}) for _ in range(3)] == [0, 0, WINDOW_S]
    now[0] += 60
    assert attempts.begin({"a": 2}) == WINDOW_S - 60
    assert attempts.begin({"b": 2}) == 0
    now[0] += WINDOW_S
    assert attempts.begin({"a": 2}) == 0


def test_one_full_key_stops_all_and_counts_none():
    attempts = SignInAttempts(lambda: 0.0)
    attempts.begin({"a": 1})

    assert attempts.begin({"a": 1, "b": 1}) > 0
    assert attempts.begin({"b": 1}) == 0


def test_a_successful_attempt_is_not_counted():
    attempts = SignInAttempts(lambda: 0.0)
    attempts.begin({"a": 1})
    attempts.forgive({"a": 1, "unknown": 1})

    assert attempts.begin({"a": 1}) == 0


def test_concurrent_attempts_are_all_counted():
    attempts = SignInAttempts(lambda: 0.0)
    with ThreadPoolExecutor(50) as pool:
        waits = list(pool.map(lambda _: attempts.begin({"a": 5}), range(100)))

    assert waits.count(0) == 5


def test_memory_is_bounded():
    attempts = SignInAttempts(lambda: 0.0)
    for number in range(MAX_KEYS + 100):
        attempts.begin({str(number): 1})

    assert len(attempts._times) == MAX_KEYS  # noqa: SLF001
