"""How current read models are: how far each projection has read the log, and what is parked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from flask import Blueprint, jsonify, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.aggregate import now
from projections.read_models import ParkedEvent, ProjectionProgress, ReadModels
from web.http.request_context import marketplace, read_models
from web.i18n import formats
from web.i18n.language import gettext
from web.private_store.accounts import RoleName

FAR_BEHIND = 1000
"""More events than a projection reads in a moment: an operator should look."""
MAX_LISTED = 100

Verdict = Literal["well", "catching_up", "behind", "parked", "other_log"]

bp = Blueprint("status", __name__)


@dataclass(frozen=True)
class Status:
    """How far the projections have read the log, at one moment."""

    at: datetime
    head: int
    projections: tuple[ProjectionProgress, ...]
    parked: tuple[ParkedEvent, ...]

    @property
    def furthest_behind(self) -> int:
        return max((projection.behind for projection in self.projections), default=0)

    @property
    def parked_events(self) -> int:
        """How many events; each may be parked by several projections."""
        return len({event.position for event in self.parked})

    @property
    def verdict(self) -> Verdict:
        if not all(projection.is_of_this_log for projection in self.projections):
            return "other_log"
        if self.parked:
            return "parked"
        if self.furthest_behind > FAR_BEHIND:
            return "behind"
        return "catching_up" if self.furthest_behind else "well"

    @property
    def is_well(self) -> bool:
        """Whether no operator need look: a few events behind are a matter of milliseconds."""
        return self.verdict in ("well", "catching_up")


@bp.get("/status")
@roles_accepted(RoleName.PLATFORM)
def show_status() -> ResponseReturnValue:
    status = status_of(read_models(), marketplace().log.rows.head())
    return render_template(
        "operations/status.html",
        status=status,
        verdict=verdict_sentence(status),
        listed=[
            (event, datetime.fromisoformat(event.since)) for event in status.parked[:MAX_LISTED]
        ],
    )


@bp.get("/status.json")
@roles_accepted(RoleName.PLATFORM)
def report_status() -> ResponseReturnValue:
    """For monitoring, which looks at the code of the answer first: 200 well, 503 not."""
    status = status_of(read_models(), marketplace().log.rows.head())
    return make_response(jsonify(as_json(status)), 200 if status.is_well else 503)


def status_of(read_models: ReadModels, head: int) -> Status:
    """head: the log's newest position."""
    progress = tuple(_counted_up_to(head, projection) for projection in read_models.progress())
    return Status(now(), head, progress, tuple(read_models.parked()))


def _counted_up_to(head: int, projection: ProjectionProgress) -> ProjectionProgress:
    """Each projection is read a little later than the head, and may have moved past it."""
    return projection._replace(behind=max(0, head - projection.position))


def verdict_sentence(status: Status) -> str:
    parked = formats.number(status.parked_events)
    behind = formats.number(status.furthest_behind)
    sentences = {
        "well": gettext("All is well: all pages are up to date."),
        "catching_up": gettext(
            "All is well: the pages are catching up. Events left to process: %(n)s.", n=behind
        ),
        "behind": gettext("The pages are far behind. Events left to process: %(n)s.", n=behind),
        "parked": gettext(
            "Some events could not be processed: %(n)s. What they concern is not up to date on"
            " the pages; everything else is.",
            n=parked,
        ),
        "other_log": gettext(
            "Some pages were built from another log, or from events that are no longer in this"
            " one. They are not shown until `comptoir rebuild` has rebuilt them."
        ),
    }
    return sentences[status.verdict]


def as_json(status: Status) -> dict[str, Any]:
    return {
        "at": status.at.isoformat(),
        "head": status.head,
        "well": status.is_well,
        "verdict": status.verdict,
        "furthest_behind": status.furthest_behind,
        "projections": [projection._asdict() for projection in status.projections],
        "parked": [event._asdict() for event in status.parked],
    }
