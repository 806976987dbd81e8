"""A brand's routing policy: which engagement model is offered a request, after how many seconds."""

from collections.abc import Iterator
from operator import attrgetter

import msgspec

from domain.errors import Invalid
from domain.terms import MODELS

MOST_SECONDS = 86_400
"""A day: no visitor waits longer for anything."""
MOST_HOLDOUT_PERCENT = 50


class RoutingStep(msgspec.Struct, frozen=True):
    """From how many seconds after the request respondents of a model are offered it."""

    model: str
    after_s: int


class RoutingPolicy(msgspec.Struct, frozen=True):
    """The steps in order, and after how many seconds a visitor gets a message form instead."""

    steps: tuple[RoutingStep, ...]
    message_form_after_s: int
    holdout_percent: int = 0
    """The share of requests that the second model is offered first, for a fair comparison."""

    @property
    def exchanged(self) -> "RoutingPolicy":
        """The policy for the hold-out: the first two models in each other's turn."""
        first, second, *others = sorted(self.steps, key=attrgetter("after_s"))
        steps = (
            RoutingStep(second.model, first.after_s),
            RoutingStep(first.model, second.after_s),
            *others,
        )
        return RoutingPolicy(steps, self.message_form_after_s)


def routing_policy_errors(policy: RoutingPolicy) -> Iterator[Invalid]:
    """A refusal for each rule that the policy breaks; none when all hold."""
    unknown = {step.model for step in policy.steps} - set(MODELS)
    if unknown or not policy.steps:
        yield Invalid(
            "The steps of a routing policy must be among these, in the order you choose:"
            " %(models)s.",
            models=", ".join(MODELS),
        )
    if len({step.model for step in policy.steps}) < len(policy.steps):
        yield Invalid("A routing policy can use each model only once.")
    yield from _delay_errors(policy)
    yield from _holdout_errors(policy)


def _delay_errors(policy: RoutingPolicy) -> Iterator[Invalid]:
    delays = [step.after_s for step in policy.steps]
    if any(delay < 0 for delay in delays):
        yield Invalid("A step of the routing policy cannot start before the request.")
    if policy.message_form_after_s > MOST_SECONDS:
        yield Invalid("The message form must come within %(n)s seconds.", n=MOST_SECONDS)
    if policy.message_form_after_s <= max(delays, default=0):
        yield Invalid(
            "The message form must come after the last step of the routing policy, which starts"
            " after %(n)s seconds.",
            n=max(delays, default=0),
        )


def _holdout_errors(policy: RoutingPolicy) -> Iterator[Invalid]:
    if not 0 <= policy.holdout_percent <= MOST_HOLDOUT_PERCENT:
        yield Invalid(
            "The share for a fair comparison must be between 0 and %(n)s percent.",
            n=MOST_HOLDOUT_PERCENT,
        )
    first, second = [*sorted(step.after_s for step in policy.steps), 0, 0][:2]
    if policy.holdout_percent and (len(policy.steps) < 2 or first == second):  # noqa: PLR2004
        yield Invalid(
            "A share for a fair comparison needs a first model, and a second one that is offered"
            " requests later."
        )
