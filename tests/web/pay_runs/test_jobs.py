"""The jobs of pay runs: initiate, ask the rail once, and follow what becomes of a payout."""

from threading import Event

from payments.gateway import GatewayBug
from payments.gateway_objects import GatewayObject, ObjectType
from payments.pay_runs.pay_run import PayRunLimits
from payments.pay_runs.payout import PayoutStatus, Rail
from payments.pay_runs.payout_lists import payouts_in_review
from tests.payments.pay_runs.pay_run_fixture import MANAGER, OWED, payout_of
from tests.support.people import EXPERT, euros
from web.pay_runs.jobs import carry_out_pay_runs
from web.payments.object_states import store_state


class Mistaken:
    """A gateway that holds something else than we meant."""

    def transfer(self, intent):
        raise GatewayBug(f"{intent.id} was paid to another account")


def test_a_started_run_is_carried_out_and_completed(jobs):
    experts = jobs.owes_by_stripe(euros(2_500), euros(3_000))
    id = jobs.starts()

    assert jobs.carry_out() == 2
    assert jobs.carry_out() == 0

    received = [jobs.world.paid_to(account) for _, account in experts]
    assert received == [2_500, 3_000]
    assert jobs.is_completed(id)
    assert jobs.desk.balances() == {"platform:stripe": 5_500}


def test_a_run_that_is_not_started_is_left_alone(jobs):
    jobs.owes_by_stripe(OWED)
    jobs.desk.prepares(Rail.STRIPE)

    assert jobs.carry_out() == 0
    assert jobs.transfers() == []


def test_by_hand_payouts_are_initiated_and_wait_for_people(jobs):
    jobs.desk.owes()
    id = jobs.starts(Rail.MANUAL)

    assert jobs.carry_out() == 0
    assert not jobs.is_completed(id)
    jobs.desk.payouts.record_payment(payout_of(), OWED, "B-1", MANAGER, jobs.world.clock())
    jobs.carry_out()

    assert jobs.is_completed(id)


def test_a_refusal_returns_the_amount_and_is_not_tried_again_by_itself(jobs):
    [(expert_id, _)] = jobs.owes_by_stripe(euros(2_000_000))  # more than there is at Stripe
    id = jobs.starts(limits=PayRunLimits(10_000_000, 2_000))

    jobs.carry_out()
    jobs.world.pass_time(days=3)

    assert jobs.carry_out() == 0
    payout = jobs.desk.payout(expert_id)
    assert (payout.status, payout.code) == (PayoutStatus.REFUSED, "balance_insufficient")
    assert jobs.desk.balances(expert_id) == {"payable": 2_000_000}
    assert jobs.is_completed(id)
    jobs.world.deposit(2_000_000)
    jobs.desk.payouts.retry(payout.id, MANAGER, jobs.world.clock())
    assert jobs.carry_out() == 1
    assert jobs.desk.payout(expert_id).status is PayoutStatus.PAID
    assert jobs.is_completed(id)


def test_an_unknown_outcome_is_tried_again_later(jobs):
    [(expert_id, account_id)] = jobs.owes_by_stripe(OWED)
    jobs.starts()
    jobs.world.stripe.faults.extend(["lost_answer"] * 3)

    jobs.carry_out()
    assert jobs.carry_out() == 0
    assert jobs.desk.payout(expert_id).status is PayoutStatus.UNKNOWN
    assert jobs.desk.balances(expert_id) == {"in_transit": 2_500}
    jobs.world.pass_time(minutes=1)
    jobs.carry_out()

    assert jobs.desk.payout(expert_id).status is PayoutStatus.PAID
    assert jobs.world.paid_to(account_id) == 2_500


def test_what_is_not_as_we_meant_stops_and_the_others_go_on(jobs):
    [(expert_id, _)] = jobs.owes_by_stripe(OWED)
    id = jobs.starts()
    jobs.gateway = Mistaken()

    jobs.carry_out()
    jobs.world.pass_time(days=1)

    assert jobs.carry_out() == 0
    payout = jobs.desk.payout(expert_id)
    assert payout.status is PayoutStatus.STOPPED
    assert "paid to another account" in payout.code
    assert not jobs.is_completed(id)


def test_without_a_payment_service_no_gateway_is_asked(jobs):
    [(expert_id, _)] = jobs.owes_by_stripe(OWED)
    jobs.starts()

    assert carry_out_pay_runs(jobs.market, {}, jobs.world.clock(), Event()) == 0
    assert jobs.desk.payout(expert_id).status is PayoutStatus.INITIATED


def test_a_worker_that_stops_leaves_the_rest_for_later(jobs):
    jobs.owes_by_stripe(OWED, OWED)
    id, stop = jobs.starts(), Event()
    stop.set()

    assert carry_out_pay_runs(jobs.market, jobs.gateways, jobs.world.clock(), stop) == 0
    assert jobs.carry_out() == 2
    assert jobs.is_completed(id)


def test_what_was_paid_is_final_after_five_business_days(jobs):
    [(expert_id, _)] = jobs.owes_by_stripe(OWED)
    jobs.starts()
    jobs.carry_out()

    jobs.world.pass_time(days=6)
    assert jobs.finalise() == 0
    jobs.world.pass_time(days=1)
    assert jobs.finalise() == 1
    assert jobs.finalise() == 0

    assert jobs.desk.payout(expert_id).status is PayoutStatus.FINAL


def reverses(jobs, payout, status, left):
    transfer = GatewayObject(payout.reference, ObjectType.TRANSFER, status, left, payout.id)
    with jobs.store.engine.begin() as db:
        store_state(transfer, jobs.world.clock(), db)
    jobs.note_reversed()
    jobs.note_reversed()


def test_what_was_reversed_as_a_whole_is_payable_again(jobs):
    [(expert_id, _)] = jobs.owes_by_stripe(OWED)
    jobs.starts()
    jobs.carry_out()

    reverses(jobs, jobs.desk.payout(expert_id), "reversed", euros(0))

    assert jobs.desk.payout(expert_id).status is PayoutStatus.RETURNED
    assert jobs.desk.balances(expert_id) == {"payable": 2_500}


def test_what_was_reversed_in_part_is_listed_for_a_person(jobs):
    [(expert_id, _)] = jobs.owes_by_stripe(OWED)
    run = jobs.starts()
    jobs.carry_out()
    payout = jobs.desk.payout(expert_id)

    reverses(jobs, payout, "partly_reversed", euros(1_500))

    assert jobs.desk.payout(expert_id).version == payout.version + 1
    assert payouts_in_review(jobs.market.log, run) == [payout.id]
    assert jobs.desk.balances(expert_id) == {"platform:stripe": 2_500}


def test_a_transfer_that_was_not_reversed_stays_paid(jobs):
    [(expert_id, _)] = jobs.owes_by_stripe(OWED)
    jobs.starts()
    jobs.carry_out()
    payout = jobs.desk.payout(expert_id)

    reverses(jobs, payout, "paid", OWED)

    assert jobs.desk.payout(expert_id).version == payout.version


def test_a_reversal_of_what_is_not_ours_changes_nothing(jobs):
    transfer = GatewayObject("tr_9", ObjectType.TRANSFER, "reversed", euros(0), EXPERT)
    with jobs.store.engine.begin() as db:
        store_state(transfer, jobs.world.clock(), db)

    assert jobs.note_reversed() == 1
