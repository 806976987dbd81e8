"""How script/mutation.py draws mutants and counts them; mutmut itself is not started."""

import pytest

from script.mutation import by_room, draw, outcome, room_of, share, share_of_all

ROOMS = {
    "ledger": [f"payments.ledger.book.x_post__mutmut_{number}" for number in range(40)],
    "sepa": [f"payments.sepa.x_header__mutmut_{number}" for number in range(3)],
}


@pytest.mark.parametrize(
    ("mutant", "room"),
    [
        ("payments.ledger.book.x_post__mutmut_3", "ledger"),
        ("payments.sepa.x_header__mutmut_1", "sepa"),
        ("payments.stripe_webhooks.x_verified__mutmut_1", "stripe"),
        ("payments.stripe_gateway.xǁStripeGatewayǁsend__mutmut_1", "stripe"),
    ],
)
def test_a_mutant_is_in_its_folder_in_stripe_or_in_its_file(mutant, room):
    assert room_of(mutant) == room


def test_as_many_are_drawn_of_each_room_and_all_of_a_small_one():
    drawn = by_room(draw(ROOMS, 10, seed=1))

    assert {room: len(set(mutants)) for room, mutants in drawn.items()} == {"ledger": 10, "sepa": 3}
    assert all(set(mutants) <= set(ROOMS[room]) for room, mutants in drawn.items())


def test_a_seed_draws_the_same_again_whatever_other_rooms_there_are():
    drawn = draw(ROOMS, 10, seed=1)

    assert draw(ROOMS, 10, seed=1) == drawn
    assert draw({"ledger": ROOMS["ledger"]}, 10, seed=1) == drawn[:10]
    assert draw(ROOMS, 10, seed=2) != drawn


def test_the_interval_is_wilsons():
    # Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263, and 15 of 148.
    assert share(81, 263) == pytest.approx((0.3080, 0.2553, 0.3662), abs=0.0001)
    assert share(15, 148) == pytest.approx((0.1014, 0.0624, 0.1605), abs=0.0001)


def test_the_interval_of_a_sample_that_was_found_whole_has_width():
    assert share(20, 20) == pytest.approx((1, 0.8389, 1), abs=0.0001)


def test_each_room_weighs_what_it_has():
    found = {"ledger": (10, 10), "sepa": (5, 10)}

    alike = share_of_all(found, {"ledger": 100, "sepa": 100})
    unlike = share_of_all(found, {"ledger": 900, "sepa": 100})

    assert alike == pytest.approx(share(15, 20))
    assert unlike.found == pytest.approx(0.95)


@pytest.mark.parametrize(
    ("exit_code", "meant"),
    [(0, "survived"), (1, "killed"), (-24, "timed out"), (33, "untested"), (-9, "exit -9")],
)
def test_how_the_tests_ended_says_what_became_of_a_mutant(exit_code, meant):
    assert outcome(exit_code) == meant
