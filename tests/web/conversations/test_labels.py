"""Every reason of the domain has words on the pages."""

import pytest

from domain.conversations.conversation_reasons import LostReason
from domain.conversations.routing import ExclusionReason
from web.conversations.labels import (
    EXCLUSION_REASONS,
    LOST_REASONS,
    exclusion_reason,
    lost_reason,
)


def test_the_tables_have_every_reason_and_no_other():
    assert set(EXCLUSION_REASONS) == set(ExclusionReason)
    assert set(LOST_REASONS) == set(LostReason)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_reason_reads_differently(app, language):
    with app.test_request_context(headers={"Accept-Language": language}):
        words = [
            *map(exclusion_reason, ExclusionReason),
            *map(lost_reason, LostReason),
        ]

    assert len(set(words)) == len(words)
