"""All jobs of the worker, with how often they run."""

import logging
from datetime import datetime, timedelta
from threading import Event

from payments.gateway import PaymentGateway
from payments.ledger.poster import Poster
from payments.pay_runs.payout import Rail
from payments.practice_gateway import PracticeBook, PracticeGateway
from web.assessments.taking.jobs import expire_attempts
from web.assessments.taking.reactors import ResultEmails
from web.bookings.booking_reactors import BookingEmails, BudgetWatch
from web.bookings.funding import settle_funding
from web.bookings.holder_reactors import HolderCancellations
from web.bookings.jobs import credit_shifts, end_bookings
from web.bookings.reactors import ShiftCancellations, ShiftEmails
from web.bookings.stripe_funding import working_funding_port
from web.chat.heartbeats import HeartbeatWatch
from web.chat.jobs import route_conversations
from web.chat.messages import ChatMessages
from web.demo.live_shop import SimulatedRespondent
from web.earnings.email_reactors import EarningEmails
from web.earnings.jobs import release_due_earnings
from web.earnings.reactors import ConversationEarnings
from web.invoices.jobs import issue_requested_invoices
from web.jobs.purging import Purge
from web.jobs.runner import Job, JobProgress
from web.mail.delivery import mail_deliverer
from web.marketplace import Marketplace
from web.moderation.jobs import apply_due_suspensions
from web.moderation.reactors import SuspensionEmails
from web.pay_runs.jobs import (
    Gateways,
    carry_out_pay_runs,
    finalise_payouts,
    note_reversed_payouts,
)
from web.payees.jobs import erase_payees
from web.payments.collecting import PaymentService
from web.payments.notification_delivery import notification_deliverer
from web.payments.stripe_services import payment_service_of
from web.private_store.jobs import settle_texts
from web.private_store.store import PrivateStore
from web.private_store.texts import PrivateTexts
from web.reactors.follower import ReactorFollower
from web.reactors.reactor import Reactor
from web.reconciliation.reactors import RailFeeAccruals
from web.reconciliation.stripe_lines import import_stripe_lines
from web.recruitment.invitations import Inviter
from web.recruitment.reactors import RecruitmentEmails
from web.rewards.jobs import recognise_volunteers
from web.settings import Settings
from web.statements.closing import close_last_week, close_requested_weeks
from web.statements.reactors import StatementEmails

logger = logging.getLogger(__name__)

LONGEST_PAUSE_S = 60.0
"""Of jobs that depend on others' machines, or make many messages."""
LONGEST_DELIVERY = timedelta(minutes=1)
"""After so long a run ends, which shows that the job is well; the next run sends the rest."""


def all_jobs(marketplace: Marketplace, store: PrivateStore, settings: Settings) -> list[Job]:
    """The marketplace must read private texts from the store: answers are graded by them."""
    service = payment_service_of(settings, store)
    funding_port = working_funding_port(marketplace, store, settings, service)
    inviter = Inviter(marketplace, store, settings)
    purge = Purge(marketplace, store, settings)
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
            lambda _at, _: JobProgress(inviter.invite_where_due()),
            LONGEST_PAUSE_S,
        ),
        Job(
            "settle_texts",
            60.0,
            lambda at, _: JobProgress(settle_texts(PrivateTexts(store), marketplace.log, at)),
        ),
        Job(
            "recognise_volunteers",
            3600.0,
            lambda at, _: JobProgress(recognise_volunteers(marketplace, at)),
        ),
        Job(
            "settle_funding",
            5.0,
            lambda at, _: JobProgress(settle_funding(marketplace, funding_port, at)),
            LONGEST_PAUSE_S,
        ),
        Job(
            "route_conversations",
            0.0,
            lambda _at, stop: JobProgress(route_conversations(marketplace, stop)),
            LONGEST_PAUSE_S,
        ),
        Job(
            "watch_heartbeats",
            5.0,
            lambda at, _: JobProgress(HeartbeatWatch(marketplace, store).run(at)),
            LONGEST_PAUSE_S,
        ),
        Job("end_bookings", 60.0, lambda at, _: JobProgress(end_bookings(marketplace, at))),
        Job("credit_shifts", 300.0, lambda at, _: JobProgress(credit_shifts(marketplace, at))),
        Job("purge_expired", 3600.0, lambda at, stop: JobProgress(purge.purge_expired(at, stop))),
        Job(
            "erase_payees",
            3600.0,
            lambda at, stop: JobProgress(erase_payees(marketplace, store, at, stop)),
        ),
        delivery_job(store, settings),
        ledger_job(marketplace),
        *notification_jobs(store, service),
        Job(
            "release_earnings",
            60.0,
            lambda at, _: JobProgress(release_due_earnings(marketplace, at)),
        ),
        Job(
            "close_statements",
            300.0,
            lambda at, stop: JobProgress(
                close_last_week(marketplace, at, settings.bonus_rule, stop)
            ),
        ),
        Job(
            "close_requested_weeks",
            2.0,
            lambda at, stop: JobProgress(
                close_requested_weeks(marketplace, at, settings.bonus_rule, stop)
            ),
        ),
        Job(
            "issue_invoices",
            5.0,
            lambda _at, stop: JobProgress(
                issue_requested_invoices(marketplace, store, settings.company, stop)
            ),
            LONGEST_PAUSE_S,
        ),
        *pay_run_jobs(marketplace, store, gateways_of(settings, service)),
        Job(
            "import_stripe_lines",
            3600.0,
            lambda at, _: JobProgress(import_stripe_lines(marketplace, service, at)),
        ),
        *demonstration_jobs(marketplace, store, settings),
        *(
            reactor_job(reactor, marketplace, store)
            for reactor in all_reactors(marketplace, store, settings)
        ),
    ]


def demonstration_jobs(
    marketplace: Marketplace, store: PrivateStore, settings: Settings
) -> list[Job]:
    """Only a demonstration has someone who answers by themselves."""
    if settings.demonstration is None:
        return []
    messages = ChatMessages(marketplace, PrivateTexts(store))
    respondent = SimulatedRespondent(marketplace, messages)
    return [Job("simulate_respondent", 1.0, lambda at, _: JobProgress(respondent.run(at)))]


def reactor_job(reactor: Reactor, marketplace: Marketplace, store: PrivateStore) -> Job:
    """A reactor is followed by a job of its name, in one worker at a time."""
    follower = ReactorFollower(reactor, marketplace.log, marketplace.read_models, store)

    def follow(at: datetime, stop: Event) -> JobProgress:
        report = follower.run(at, stop)
        return JobProgress(report.done, report.is_waiting)

    return Job(reactor.name, 1.0, follow, LONGEST_PAUSE_S)


def all_reactors(
    marketplace: Marketplace, store: PrivateStore, settings: Settings
) -> list[Reactor]:
    return [
        ResultEmails(marketplace, store, settings).reactor,
        RecruitmentEmails(marketplace, store, settings).reactor,
        SuspensionEmails(marketplace, store, settings).reactor,
        ShiftEmails(marketplace, store, settings).reactor,
        ShiftCancellations(marketplace).reactor,
        BookingEmails(marketplace, store, settings).reactor,
        BudgetWatch(marketplace).reactor,
        ConversationEarnings(marketplace, settings).reactor,
        HolderCancellations(marketplace).reactor,
        StatementEmails(marketplace, store, settings).reactor,
        EarningEmails(marketplace, store, settings).reactor,
        RailFeeAccruals(marketplace).reactor,
    ]


def ledger_job(marketplace: Marketplace) -> Job:
    """It waits longer and longer at an event that cannot be posted: a person has to look."""

    def post(_at: datetime, stop: Event) -> JobProgress:
        before = marketplace.poster.progress()
        after = marketplace.poster.catch_up(stop)
        if after.problem and after.problem != before.problem:
            logger.error("%s", after.problem)
        return JobProgress(after.position - before.position, is_blocked=bool(after.failure))

    return Job(Poster.name, 1.0, post, LONGEST_PAUSE_S)


def delivery_job(store: PrivateStore, settings: Settings) -> Job:
    """Several workers may deliver at once: each e-mail is claimed by one of them."""
    deliverer = mail_deliverer(store, settings)

    def deliver(_at: datetime, stop: Event) -> JobProgress:
        report = deliverer.deliver(stop=stop, longest=LONGEST_DELIVERY)
        return JobProgress(report.sent, report.is_unavailable)

    return Job("deliver_mail", 1.0, deliver, LONGEST_PAUSE_S, is_exclusive=False)


def gateways_of(settings: Settings, service: PaymentService | None) -> dict[Rail, PaymentGateway]:
    """Of the rails that are asked: Stripe with a key, and for practice in a demonstration."""
    gateways: dict[Rail, PaymentGateway] = {}
    if service is not None:
        gateways[Rail.STRIPE] = service.gateway
    if settings.demonstration is not None:
        book = PracticeBook(settings.demonstration.practice_file)
        gateways[Rail.PRACTICE] = PracticeGateway(book)
    return gateways


def pay_run_jobs(marketplace: Marketplace, store: PrivateStore, gateways: Gateways) -> list[Job]:
    """Without a gateway payouts are initiated, and wait for it or for people."""
    return [
        Job(
            "carry_out_pay_runs",
            5.0,
            lambda at, stop: JobProgress(carry_out_pay_runs(marketplace, gateways, at, stop)),
            LONGEST_PAUSE_S,
        ),
        Job(
            "note_reversed_payouts",
            60.0,
            lambda at, _: JobProgress(note_reversed_payouts(marketplace, store, at)),
            LONGEST_PAUSE_S,
        ),
        Job(
            "finalise_payouts", 300.0, lambda at, _: JobProgress(finalise_payouts(marketplace, at))
        ),
    ]


def notification_jobs(store: PrivateStore, service: PaymentService | None) -> list[Job]:
    """Without a payment service there is nothing to be notified of."""
    if service is None:
        return []
    deliverer = notification_deliverer(store, service.objects)

    def apply(_at: datetime, stop: Event) -> JobProgress:
        report = deliverer.deliver(stop=stop, longest=LONGEST_DELIVERY)
        return JobProgress(report.sent, report.is_unavailable)

    return [Job("apply_notifications", 1.0, apply, LONGEST_PAUSE_S)]
