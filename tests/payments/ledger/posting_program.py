"""A program of its own that posts all there is, in small batches, until it is killed."""

import time

from payments.ledger import poster
from tests.payments.ledger.ledger_fixture import opened_ledger

SMALL = 7


class PatientPoster(poster.Poster):
    """Posts a few events at a time, so that a kill often finds it at work."""

    batch = SMALL


def post_until_killed(database_url):
    with opened_ledger(database_url) as desk:
        own = PatientPoster(desk.log, desk.database)
        while True:
            if not own.step():
                time.sleep(0.001)
