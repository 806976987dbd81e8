"""Each event that moves what is payable has a name on statements."""

from pathlib import Path

import pytest

from domain.log.mapper import decode
from payments.postings import POSTED_EVENTS, postings_of
from web.invoices.labels import MOVEMENTS

SAMPLES = Path(__file__).parents[2] / "support" / "recorded_events"


@pytest.mark.parametrize("kind", POSTED_EVENTS, ids=lambda kind: kind.__qualname__)
def test_what_moves_on_a_payable_account_has_a_name(kind):
    samples = SAMPLES.glob(f"{kind.TOPIC}*.json")
    accounts = {
        posting.account.name
        for sample in samples
        for posting in postings_of(decode(kind.TOPIC, sample.read_bytes()))
    }

    moves_payable = any(name.endswith(":payable") for name in accounts)
    assert moves_payable <= (kind.__qualname__ in MOVEMENTS)
