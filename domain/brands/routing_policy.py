"""A routing policy: to which engagement model a request is offered, and after how long."""

import msgspec


class RoutingStep(msgspec.Struct, frozen=True):
    """From how many seconds after the request respondents of a model are offered it."""

    model: str
    after_s: int


class RoutingPolicy(msgspec.Struct, frozen=True):
    """The steps in order, and after how many seconds a visitor gets a message form instead."""

    steps: tuple[RoutingStep, ...]
    message_form_after_s: int
