import pytest

from domain.brands.routing_policy import RoutingPolicy, RoutingStep, routing_policy_errors

AMBASSADORS, EXPERTS, STAFF = "voluntary", "paid", "employed"


def policy(*steps, form=300, holdout=0):
    return RoutingPolicy(tuple(RoutingStep(*step) for step in steps), form, holdout)


def sentences(routing_policy):
    return [str(error) for error in routing_policy_errors(routing_policy)]


@pytest.mark.parametrize(
    "routing_policy",
    [
        policy((AMBASSADORS, 0)),
        policy((AMBASSADORS, 0), (EXPERTS, 30), (STAFF, 90)),
        policy((AMBASSADORS, 0), (EXPERTS, 0)),
        policy((AMBASSADORS, 0), (EXPERTS, 30), holdout=50),
        policy((AMBASSADORS, 0), (EXPERTS, 30), form=31),
        policy((AMBASSADORS, 0), form=86_400),
    ],
)
def test_a_policy_that_a_brand_can_follow_has_no_errors(routing_policy):
    assert sentences(routing_policy) == []


@pytest.mark.parametrize(
    ("routing_policy", "sentence"),
    [
        (policy(), "must be among these"),
        (policy((AMBASSADORS, 0), (AMBASSADORS, 30)), "each model only once"),
        (policy((AMBASSADORS, 0), (EXPERTS, 300)), "after the last step"),
        (policy((AMBASSADORS, 0), form=0), "after the last step"),
        (policy((AMBASSADORS, 0), form=86_401), "within 86400 seconds"),
        (policy((AMBASSADORS, 0), (EXPERTS, 30), holdout=51), "between 0 and 50 percent"),
        (policy((AMBASSADORS, 0), (EXPERTS, 30), holdout=-1), "between 0 and 50 percent"),
        (policy((AMBASSADORS, 0), holdout=10), "needs a first model, and a second one"),
        (policy((AMBASSADORS, 5), (EXPERTS, 5), holdout=10), "needs a first model"),
    ],
)
def test_a_policy_that_cannot_be_followed_says_why(routing_policy, sentence):
    assert any(sentence in found for found in sentences(routing_policy))


def test_the_exchanged_policy_offers_the_second_model_first():
    steps = ((EXPERTS, 30), (AMBASSADORS, 0), (STAFF, 90))

    exchanged = policy(*steps, holdout=10).exchanged

    assert exchanged == policy((EXPERTS, 0), (AMBASSADORS, 30), (STAFF, 90))
