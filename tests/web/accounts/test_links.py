import pytest

from tests.support.moving_clock import StoppedClock
from web.accounts.links import JOINING_S, RECOVERY_S, AccountLinks, Joining

ADA = Joining("ada@expert.example", "both", "fr")


@pytest.fixture
def clock():
    return StoppedClock()


@pytest.fixture
def links(clock):
    return AccountLinks("for tests only", clock)


def test_a_link_is_read_back_as_written(links):
    assert links.read_joining(links.token_to_join(ADA)) == ADA
    assert links.read_recovery(links.token_to_recover("abc")) == "abc"


def test_a_link_works_until_its_time_is_over(links, clock):
    joining, recovery = links.token_to_join(ADA), links.token_to_recover("abc")

    clock.now += RECOVERY_S
    assert links.read_recovery(recovery) == "abc"
    clock.now += 1
    assert links.read_recovery(recovery) is None
    clock.now += JOINING_S - RECOVERY_S - 1
    assert links.read_joining(joining) == ADA
    clock.now += 1
    assert links.read_joining(joining) is None


def test_a_link_for_one_purpose_serves_no_other(links):
    assert links.read_recovery(links.token_to_join(ADA)) is None
    assert links.read_joining(links.token_to_recover("abc")) is None


@pytest.mark.parametrize("token", ["", "nonsense", "é", "a" * 5000, "gAAAAA\0"])
def test_a_forged_link_is_not_read(links, token):
    assert links.read_joining(token) is None
    assert links.read_recovery(token) is None


def test_a_link_of_a_version_with_other_values_is_over(links):
    older = links.token_to_join(ADA[:-1])

    assert links.read_joining(older) is None


def test_a_link_of_another_secret_key_is_not_read(links, clock):
    foreign = AccountLinks("another secret key", clock)

    assert links.read_joining(foreign.token_to_join(ADA)) is None


def test_an_address_is_not_readable_in_a_link(links):
    token = links.token_to_join(ADA)

    assert "ada" not in token
    assert "YWRh" not in token  # the same in base64
