"""How fresh the pages are: how far each projection has read the log, and what is parked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from flask import Blueprint, jsonify, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.aggregate import now
from projections.read_models import Followed, ParkedEvent, ReadModels
from web.http.request_context import marketplace
from web.i18n import formats
from web.i18n.language import gettext
from web.private_store.accounts import RoleName

FAR_BEHIND = 1000
"""More events than a projection reads in a moment: somebody should look."""
MOST_LISTED = 100

Verdict = Literal["well", "catching_up", "behind", "parked"]

pages = Blueprint("status", __name__)


@dataclass(frozen=True)
class Status:
    """How far pages have read the log, at one moment."""

    at: datetime
    head: int
    projections: tuple[Followed, ...]
    parked: tuple[ParkedEvent, ...]

    @property
    def furthest_behind(self) -> int:
        return max((each.behind for each in self.projections), default=0)

    @property
    def kept_aside(self) -> int:
        """How many events; each may be kept aside by several projections."""
        return len({each.position for each in self.parked})

    @property
    def verdict(self) -> Verdict:
        if self.parked:
            return "parked"
        if self.furthest_behind > FAR_BEHIND:
            return "behind"
        return "catching_up" if self.furthest_behind else "well"

    @property
    def is_well(self) -> bool:
        """Whether nobody need look: a few events behind are a matter of milliseconds."""
        return self.verdict in ("well", "catching_up")


@pages.get("/status")
@roles_accepted(RoleName.PLATFORM)
def show_status() -> ResponseReturnValue:
    status = status_of(marketplace().read_models, marketplace().log.rows.head())
    return render_template(
        "operations/status.html",
        status=status,
        verdict=verdict_sentence(status),
        listed=[(each, datetime.fromisoformat(each.since)) for each in status.parked[:MOST_LISTED]],
    )


@pages.get("/status.json")
@roles_accepted(RoleName.PLATFORM)
def report_status() -> ResponseReturnValue:
    """For monitoring, which looks at the code of the answer first: 200 well, 503 not."""
    status = status_of(marketplace().read_models, marketplace().log.rows.head())
    return make_response(jsonify(as_json(status)), 200 if status.is_well else 503)


def status_of(read_models: ReadModels, head: int) -> Status:
    followed = tuple(_counted_up_to(head, each) for each in read_models.followed())
    return Status(now(), head, followed, tuple(read_models.parked()))


def _counted_up_to(head: int, each: Followed) -> Followed:
    """Each projection is read a little later than the head, and may have moved past it."""
    return each._replace(behind=max(0, head - each.position))


def verdict_sentence(status: Status) -> str:
    parked = formats.number(status.kept_aside)
    behind = formats.number(status.furthest_behind)
    sentences = {
        "well": gettext("All is well: every page shows everything that was recorded."),
        "catching_up": gettext(
            "All is well: pages are catching up, events to go: %(n)s.", n=behind
        ),
        "behind": gettext("Pages are far behind, events to go: %(n)s.", n=behind),
        "parked": gettext(
            "Events could not be drawn and are kept aside: %(n)s. Their things are not up to date"
            " on the pages; everything else is.",
            n=parked,
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
        "projections": [each._asdict() for each in status.projections],
        "parked": [each._asdict() for each in status.parked],
    }
