"""Whom a request is offered to, and when: one step after another."""

import msgspec


class RoutingStep(msgspec.Struct, frozen=True):
    """From when on a request is offered to those who answer under a model."""

    model: str
    after_s: int


class RoutingPolicy(msgspec.Struct, frozen=True):
    """Who is asked first, who next, and when a visitor gets a message form instead."""

    steps: tuple[RoutingStep, ...]
    message_form_after_s: int
