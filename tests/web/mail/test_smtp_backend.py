"""E-mails over SMTP, to a server on this machine that answers well, badly, or not at all."""

import email
import email.policy
import socket
from datetime import UTC, datetime

import pytest

from tests.web.mail.message_examples import READER_ID, email_message, only, statuses
from tests.web.mail.smtp_server import HANG_UP, mail_server
from tests.web.shop import settings_at
from web.delivery.outcomes import (
    ChannelUnavailable,
    OutcomeUnknown,
    PermanentFailure,
    TransientFailure,
)
from web.mail.backends.smtp import SmtpBackend, ascii_address
from web.mail.builder import MessageBuilder
from web.mail.delivery import mail_deliverer
from web.mail.message import EmailCategory, email_identifier
from web.mail.outbox import ClaimedMessage, Outbox
from web.mail.unsubscribe import UnsubscribeTokens


@pytest.fixture
def database_url(sqlite_url):
    """What a server answers has nothing to do with the database."""
    return sqlite_url


def built(tmp_path, written):
    return MessageBuilder(settings_at(tmp_path)).build(
        ClaimedMessage(1, written, datetime.now(UTC), 1)
    )


@pytest.fixture
def send(tmp_path):
    def sent_by(backend, written=None):
        written = written or email_message()
        backend.send(written.key, written.to, built(tmp_path, written))

    return sent_by


def test_emails_arrive_as_written_over_one_connection(send):
    with mail_server() as mail:
        backend = SmtpBackend(mail.settings)
        send(backend)
        send(backend, email_message(2))
        backend.close()

    arrived = email.message_from_bytes(
        mail.emails[0].replace(b"\r\n..", b"\r\n."), policy=email.policy.default
    )
    assert arrived.get_content().replace("\r\n", "\n").startswith(email_message().text.rstrip())
    assert arrived["Subject"] == "Une question de chauffage ?"
    assert mail.readers == [f"<reader{number}@example.org>" for number in (1, 2)]
    assert mail.connections == 1


def test_a_connection_lost_between_two_emails_is_reopened(send):
    with mail_server(RSET=HANG_UP) as mail:
        backend = SmtpBackend(mail.settings)
        send(backend)
        send(backend, email_message(2))
        backend.close()

    assert (mail.connections, len(mail.emails)) == (2, 2)


@pytest.mark.parametrize(
    ("answers", "failure"),
    [
        ({"RCPT": "550 no such person"}, PermanentFailure),
        ({"RCPT": "450 busy"}, TransientFailure),
        ({"RCPT": HANG_UP}, TransientFailure),
        ({"RCPT": "who"}, TransientFailure),
        ({"DATA": "554 no"}, PermanentFailure),
        ({"DATA": "451 later"}, TransientFailure),
        ({"DATA": HANG_UP}, TransientFailure),
        ({"MAIL": "530 who are you"}, ChannelUnavailable),
        ({"HELLO": "421 away"}, ChannelUnavailable),
        ({"EHLO": HANG_UP}, ChannelUnavailable),
        ({"DOT": "554 spam"}, PermanentFailure),
        ({"DOT": "451 disk full"}, TransientFailure),
        ({"DOT": HANG_UP}, OutcomeUnknown),
        ({"DOT": "OK queued as 4711"}, OutcomeUnknown),
        ({"DOT": "354 more"}, OutcomeUnknown),
        ({"DOT": "999 wrong"}, OutcomeUnknown),
    ],
    ids=str,
)
def test_what_a_failure_means_depends_on_when_it_comes(send, answers, failure):
    with mail_server(**answers) as mail:
        backend = SmtpBackend(mail.settings, timeout_s=2)
        with pytest.raises(failure) as raised:
            send(backend)
        backend.close()

    assert raised.type is failure


def test_a_server_that_falls_silent_after_the_email_may_have_it(send):
    with mail_server() as mail:
        mail.answers["DOT"] = "250-wait"  # a line that promises another, which never comes
        backend = SmtpBackend(mail.settings, timeout_s=0.3)
        with pytest.raises(OutcomeUnknown):
            send(backend)


def test_an_unreachable_server_is_an_unavailable_backend(send):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        with mail_server() as mail:
            mail.port = server.getsockname()[1]
            with pytest.raises(ChannelUnavailable):
                send(SmtpBackend(mail.settings))


def test_a_whole_round_over_smtp(store, settings):
    Outbox(store).put_all(email_message(number) for number in range(30))

    with mail_server() as mail:
        done = mail_deliverer(store, settings, SmtpBackend(mail.settings)).deliver()

    assert (done.sent, len(mail.emails), mail.connections) == (30, 30, 1)
    assert statuses(store) == {"sent": 30}


def test_an_email_is_not_sent_again_after_the_connection_broke_during_acceptance(store, settings):
    Outbox(store).put(email_message())

    with mail_server(DOT=HANG_UP) as mail:
        for _ in range(3):
            mail_deliverer(store, settings, SmtpBackend(mail.settings)).deliver()

    assert len(mail.emails) == 1
    assert only(store).status == "unknown"


def test_the_same_email_is_the_same_message_whenever_it_is_made(tmp_path):
    message = built(tmp_path, email_message())

    assert message["Message-ID"] == f"<{email_identifier('invitation/1')}@127.0.0.1>"
    assert message["Content-Language"] == "fr"
    assert message["Message-ID"] != built(tmp_path, email_message(2))["Message-ID"]


def test_an_invitation_has_an_unsubscribe_header(tmp_path):
    invited = email_message(account_id=READER_ID)
    message = built(tmp_path, invited)
    link = message["List-Unsubscribe"].strip("<>")

    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    # As it goes over the line: whole, however long it is.
    assert f"\r\nList-Unsubscribe: <{link}>\r\n".encode() in message.as_bytes()
    assert len(link) > 80
    assert link.startswith("http://127.0.0.1:8000/unsubscribe/")
    assert link in message.get_content()
    token = link.rpartition("/")[2]
    read = UnsubscribeTokens(settings_at(tmp_path)).read(token)
    assert read == (READER_ID, EmailCategory.INVITATION)
    assert UnsubscribeTokens(settings_at(tmp_path)).read(token[:-1] + "x") is None


def test_an_account_email_has_no_unsubscribe_header(tmp_path):
    message = built(tmp_path, email_message(account_id=READER_ID, category=EmailCategory.ACCOUNT))

    assert message["List-Unsubscribe"] is None
    assert "unsubscribe" not in message.get_content()


def test_a_domain_of_another_script_is_spelled_in_ascii():
    assert ascii_address("a@société.example") == "a@xn--socit-esab.example"
    with pytest.raises(PermanentFailure):
        ascii_address("é@example.org")
