"""All jobs of the worker, with how often they run."""

from datetime import datetime
from threading import Event

from web.assessments.taking.jobs import expire_attempts
from web.jobs.runner import Job, JobProgress
from web.mail.delivery import Deliverer
from web.marketplace import Marketplace
from web.moderation.jobs import apply_due_suspensions
from web.private_store.store import PrivateStore
from web.recruitment.invitations import Inviter
from web.settings import Settings

LONGEST_PAUSE_S = 60.0
"""Of jobs that depend on others' machines, or make many messages."""


def all_jobs(marketplace: Marketplace, store: PrivateStore, settings: Settings) -> list[Job]:
    """The marketplace must read private texts from the store: answers are graded by them."""
    inviter = Inviter(marketplace, store, settings)
    return [
        Job("expire_attempts", 2.0, lambda at, _: JobProgress(expire_attempts(marketplace, at))),
        Job(
            "apply_due_suspensions",
            10.0,
            lambda at, _: JobProgress(apply_due_suspensions(marketplace, at)),
        ),
        Job(
            "invite_members",
            1.0,
            lambda _at, _: JobProgress(inviter.invite_where_asked()),
            LONGEST_PAUSE_S,
        ),
        delivery_job(store, settings),
    ]


def delivery_job(store: PrivateStore, settings: Settings) -> Job:
    """Several workers may deliver at once: each e-mail is claimed by one of them."""
    deliverer = Deliverer(store, settings)

    def deliver(_at: datetime, stop: Event) -> JobProgress:
        report = deliverer.deliver(stop=stop)
        return JobProgress(report.sent, report.is_closed)

    return Job("deliver_mail", 1.0, deliver, LONGEST_PAUSE_S, is_exclusive=False)
