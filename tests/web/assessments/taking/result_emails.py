"""What all e-mails about an attempt have in common."""

from tests.web.assessments.taking.exam_fixture import ED, PLANTED
from web.mail.message import EmailCategory

REASON = "The answers are those of two others."
"""What people wrote in reviews and appeals."""


def assert_written_to_ed(exam, message):
    assert (message.to, message.account_id) == (ED, exam.id_of(ED))
    assert message.category == EmailCategory.ACCOUNT
    assert PLANTED not in message.text
    assert REASON not in message.text
