"""What keeps up with the log and with time: projections, reactors and jobs, and what is parked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from flask import Blueprint, jsonify, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotNow
from payments.ledger.poster import LedgerProgress, Poster
from projections.read_models import ParkedEvent, ProjectionProgress
from web.http.request_context import current_time, marketplace, private_store
from web.i18n import formats
from web.i18n.language import gettext
from web.jobs.job_runs import JobRun, last_runs
from web.marketplace import Marketplace
from web.private_store.accounts import RoleName
from web.private_store.health import PrivateStoreHealth, private_store_health
from web.private_store.store import PrivateStore
from web.reactors.reactions import (
    ParkedReaction,
    ReactorProgress,
    parked_reactions,
    reactor_progress,
    retry_parked,
)

FAR_BEHIND = 1000
"""More events than a projection reads in a moment: an operator should look."""
MAX_LISTED = 100

Verdict = Literal[
    "well",
    "private_store",
    "catching_up",
    "behind",
    "no_worker",
    "job_late",
    "reactor_behind",
    "reaction_parked",
    "parked",
    "other_log",
    "ledger_stopped",
    "ledger_behind",
]

bp = Blueprint("status", __name__)


@dataclass(frozen=True)
class Status:
    """How far the projections and reactors have read the log, and when jobs ran, at one moment."""

    at: datetime
    head: int
    projections: tuple[ProjectionProgress, ...]
    parked: tuple[ParkedEvent, ...]
    reactors: tuple[ReactorProgress, ...]
    parked_reactions: tuple[ParkedReaction, ...]
    jobs: tuple[JobRun, ...]
    private_store: PrivateStoreHealth
    ledger: LedgerProgress

    @property
    def followed(self) -> set[str]:
        """The reactors, and the ledger, that a job follows: by the job's name."""
        return {job.name for job in self.jobs}

    @property
    def late_jobs(self) -> list[str]:
        return [job.name for job in self.jobs if job.is_late]

    @property
    def furthest_behind(self) -> int:
        return max((projection.behind for projection in self.projections), default=0)

    @property
    def reactors_behind(self) -> list[str]:
        """Those far behind; not those that no job follows any more."""
        return [
            reactor.name
            for reactor in self.reactors
            if reactor.behind > FAR_BEHIND and reactor.name in self.followed
        ]

    @property
    def is_ledger_far_behind(self) -> bool:
        """Not before a worker has begun to post."""
        return self.ledger.behind > FAR_BEHIND and Poster.name in self.followed

    @property
    def parked_events(self) -> int:
        """How many events; each may be parked by several projections."""
        return len({event.position for event in self.parked})

    @property
    def verdict(self) -> Verdict:
        """What an operator should look at first."""
        conditions: dict[Verdict, bool] = {
            "private_store": any(self.private_store.problems),
            "other_log": not all(projection.is_of_this_log for projection in self.projections),
            "ledger_stopped": self.ledger.failure is not None,
            "parked": bool(self.parked),
            "reaction_parked": bool(self.parked_reactions),
            "no_worker": not self.jobs,
            "job_late": bool(self.late_jobs),
            "behind": self.furthest_behind > FAR_BEHIND,
            "reactor_behind": bool(self.reactors_behind),
            "ledger_behind": self.is_ledger_far_behind,
            "catching_up": self.furthest_behind > 0,
        }
        return next((verdict for verdict, holds in conditions.items() if holds), "well")

    @property
    def is_well(self) -> bool:
        """Whether no operator need look: a few events behind are a matter of milliseconds."""
        return self.verdict in ("well", "catching_up")


@bp.get("/status")
@roles_accepted(RoleName.PLATFORM)
def show_status() -> ResponseReturnValue:
    status = status_of(marketplace(), private_store())
    return render_template(
        "operations/status.html",
        status=status,
        verdict=verdict_sentence(status),
        listed=[
            event._asdict() | {"since": datetime.fromisoformat(event.since)}
            for event in status.parked[:MAX_LISTED]
        ],
        listed_reactions=status.parked_reactions[:MAX_LISTED],
    )


@bp.post("/status/reactions/<reactor>/<int:position>/retry")
@roles_accepted(RoleName.PLATFORM)
def retry_reaction(reactor: str, position: int) -> ResponseReturnValue:
    """The worker tries it again at its next run."""
    if not retry_parked(private_store(), reactor, position, current_time()):
        raise NotNow("This reaction is not parked any more.")
    return redirect(url_for(".show_status"), code=303)


@bp.get("/status.json")
@roles_accepted(RoleName.PLATFORM)
def report_status() -> ResponseReturnValue:
    """For monitoring, which looks at the code of the answer first: 200 well, 503 not."""
    status = status_of(marketplace(), private_store())
    return make_response(jsonify(as_json(status)), 200 if status.is_well else 503)


def status_of(marketplace: Marketplace, store: PrivateStore) -> Status:
    """Reads the log, the read models and the private store, one after the other."""
    at, head, read_models = (
        marketplace.clock(),
        marketplace.log.rows.head(),
        marketplace.read_models,
    )
    return Status(
        at=at,
        head=head,
        projections=tuple(
            _counted_up_to(head, projection) for projection in read_models.progress()
        ),
        parked=tuple(read_models.parked()),
        reactors=tuple(reactor_progress(store, head)),
        parked_reactions=tuple(parked_reactions(store)),
        jobs=tuple(last_runs(store, at)),
        private_store=private_store_health(store, at),
        ledger=marketplace.poster.progress(),
    )


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
        "reaction_parked": gettext(
            "Some reactions to events failed too often: %(n)s. Look at the reasons below, and try"
            " them again.",
            n=formats.number(len(status.parked_reactions)),
        ),
        "no_worker": gettext("No worker has run yet. Start `comptoir work`."),
        "job_late": gettext(
            "Some jobs have not run well for some time: %(names)s. Check that `comptoir work` is"
            " running.",
            names=", ".join(status.late_jobs),
        ),
        "reactor_behind": gettext(
            "Some reactors are far behind: %(names)s. E-mails that they write are late.",
            names=", ".join(status.reactors_behind),
        ),
        "ledger_stopped": gettext(
            "The ledger has stopped at an event that it cannot post: position %(position)s. Later"
            " events are not posted until the reason below is removed.",
            position=formats.number(status.ledger.failed_position or 0),
        ),
        "ledger_behind": gettext(
            "The ledger is far behind. Events left to post: %(n)s.",
            n=formats.number(status.ledger.behind),
        ),
        "private_store": gettext(
            "The private store has other tables than this version of Comptoir, or another key."
            " `comptoir verify` says what to do."
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
        "reactors": [reactor._asdict() for reactor in status.reactors],
        "parked_reactions": [
            reaction._asdict()
            | {"error": reaction.error_type, "failed_at": reaction.failed_at.isoformat()}
            for reaction in status.parked_reactions
        ],
        "private_store": status.private_store._asdict(),
        "ledger": status.ledger._asdict(),
        "jobs": [job._asdict() | {"ran_at": job.ran_at.isoformat()} for job in status.jobs],
    }
