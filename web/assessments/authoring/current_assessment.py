"""The test that a page is about: loaded before any page runs, and only among the brand's own."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from domain.aggregate import Event
from domain.assessments.assessment import Assessment
from domain.errors import NotFound
from domain.log.envelope import EventEnvelope
from web.http.access import ABSENT
from web.http.read_your_writes import remember_position
from web.http.request_context import current_brand, marketplace


def blueprint_of_test(name: str, import_name: str, below: str = "") -> Blueprint:
    """
    The pages of a test, below its address: the test is loaded before any view runs.

    The views get no `assessment_id`: they call `current_test()`.
    """
    prefix = f"/brands/<brand_slug>/tests/<uuid:assessment_id>{below}"
    bp = Blueprint(name, import_name, url_prefix=prefix)
    bp.url_value_preprocessor(_take_assessment_id)
    bp.before_request(load_current_assessment)
    return bp


def _take_assessment_id(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None:
        g.assessment_id = values.pop("assessment_id")


def load_current_assessment() -> None:
    """For `before_request` of a blueprint. Raises NotFound, also for another brand's test."""
    assessment_id = g.get("assessment_id") or (request.view_args or {}).get("assessment_id")
    if assessment_id is None:
        return
    history = marketplace().log.history(assessment_id)
    if not history or _brand_of(history) != current_brand().brand_id:
        raise NotFound(ABSENT)
    g.test_history = history
    g.assessment = Assessment(assessment_id)
    for recorded in history:
        g.assessment.replay(recorded.data)


def current_test() -> Assessment:
    return cast(Assessment, g.assessment)


def current_history() -> list[EventEnvelope[Event]]:
    """The events of the test of this page, oldest first."""
    return cast(list[EventEnvelope[Event]], g.test_history)


def current_creation() -> Assessment.Created:
    return cast(Assessment.Created, current_history()[0].data)


def redirect_after(
    position: int, endpoint: str = "tests.show_test", **values: object
) -> ResponseReturnValue:
    """
    Redirect to a page that shows what was recorded at this position of the log.

    values: of the page's address beside those of this one; None leaves one of them out.
    """
    remember_position(position)
    address: dict[str, Any] = {
        "assessment_id": g.get("assessment_id"),
        **(request.view_args or {}),
        **values,
    }
    present = {name: value for name, value in address.items() if value is not None}
    return redirect(url_for(endpoint, **present), code=303)


def _brand_of(history: Sequence[EventEnvelope[Event]]) -> UUID | None:
    creation = history[0].data
    return creation.brand_id if isinstance(creation, Assessment.Created) else None
