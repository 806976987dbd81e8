"""Letters over SMTP, to a server on this machine that answers well, badly, or not at all."""

import email
import email.policy
import socket
from datetime import UTC, datetime

import pytest

from tests.web.mail.message_examples import SOMEBODY, letter, only, states
from tests.web.mail.smtp_server import HANG_UP, mail_server
from tests.web.shop import settings_at
from web.mail.backends.base import Closed, Postponed, Refused, Uncertain
from web.mail.backends.smtp import SmtpPost, ascii_address
from web.mail.builder import Envelopes
from web.mail.delivery import Deliverer
from web.mail.message import LetterKind, name_of
from web.mail.outbox import Carried, Outbox
from web.mail.unsubscribe_tokens import UnsubscribeTokens


@pytest.fixture
def database_url(sqlite_url):
    """What a server answers has nothing to do with the database."""
    return sqlite_url


def enclosed(tmp_path, written):
    return Envelopes(settings_at(tmp_path)).enclose(Carried(1, written, datetime.now(UTC), 1))


@pytest.fixture
def send(tmp_path):
    def sent_by(post, written=None):
        written = written or letter()
        post.send(written.key, written.to, enclosed(tmp_path, written))

    return sent_by


def test_letters_arrive_as_they_were_written_over_one_line(send):
    with mail_server() as mail:
        post = SmtpPost(mail.settings)
        send(post)
        send(post, letter(2))
        post.close()

    arrived = email.message_from_bytes(
        mail.letters[0].replace(b"\r\n..", b"\r\n."), policy=email.policy.default
    )
    assert arrived.get_content().replace("\r\n", "\n").startswith(letter().text.rstrip())
    assert arrived["Subject"] == "Une question de chauffage ?"
    assert mail.readers == [f"<reader{number}@example.org>" for number in (1, 2)]
    assert mail.connections == 1


def test_a_line_that_broke_between_two_letters_is_opened_again(send):
    with mail_server(RSET=HANG_UP) as mail:
        post = SmtpPost(mail.settings)
        send(post)
        send(post, letter(2))
        post.close()

    assert (mail.connections, len(mail.letters)) == (2, 2)


@pytest.mark.parametrize(
    ("answers", "failure"),
    [
        ({"RCPT": "550 no such person"}, Refused),
        ({"RCPT": "450 busy"}, Postponed),
        ({"RCPT": HANG_UP}, Postponed),
        ({"DATA": "554 no"}, Refused),
        ({"DATA": "451 later"}, Postponed),
        ({"DATA": HANG_UP}, Postponed),
        ({"MAIL": "530 who are you"}, Closed),
        ({"HELLO": "421 away"}, Closed),
        ({"EHLO": HANG_UP}, Closed),
        ({"DOT": "554 spam"}, Refused),
        ({"DOT": "451 disk full"}, Postponed),
        ({"DOT": HANG_UP}, Uncertain),
    ],
    ids=str,
)
def test_what_a_failure_means_depends_on_when_it_comes(send, answers, failure):
    with mail_server(**answers) as mail:
        post = SmtpPost(mail.settings, patience_s=2)
        with pytest.raises(failure) as raised:
            send(post)
        post.close()

    assert raised.type is failure


def test_a_server_that_falls_silent_after_the_letter_may_have_it(send):
    with mail_server() as mail:
        mail.answers["DOT"] = "250-wait"  # a line that promises another, which never comes
        post = SmtpPost(mail.settings, patience_s=0.3)
        with pytest.raises(Uncertain):
            send(post)


def test_where_nobody_listens_nothing_was_handed_over(send):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with mail_server() as mail:
            mail.port = taken.getsockname()[1]
            with pytest.raises(Closed):
                send(SmtpPost(mail.settings))


def test_a_whole_round_over_smtp(store, settings):
    Outbox(store).put_all(letter(number) for number in range(30))

    with mail_server() as mail:
        done = Deliverer(store, settings, SmtpPost(mail.settings)).deliver()

    assert (done.sent, len(mail.letters), mail.connections) == (30, 30, 1)
    assert states(store) == {"sent": 30}


def test_nothing_is_sent_again_after_the_line_broke_at_the_worst_moment(store, settings):
    Outbox(store).put(letter())

    with mail_server(DOT=HANG_UP) as mail:
        for _ in range(3):
            Deliverer(store, settings, SmtpPost(mail.settings)).deliver()

    assert len(mail.letters) == 1
    assert only(store).state == "unknown"


def test_the_same_letter_is_the_same_message_whenever_it_is_made(tmp_path):
    message = enclosed(tmp_path, letter())

    assert message["Message-ID"] == f"<{name_of('invitation/1')}@127.0.0.1>"
    assert message["Content-Language"] == "fr"
    assert message["Message-ID"] != enclosed(tmp_path, letter(2))["Message-ID"]


def test_an_invitation_says_how_to_get_no_more_of_them(tmp_path):
    invited = letter(account_id=SOMEBODY)
    message = enclosed(tmp_path, invited)
    link = message["List-Unsubscribe"].strip("<>")

    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    # As it goes over the line: whole, however long it is.
    assert f"\r\nList-Unsubscribe: <{link}>\r\n".encode() in message.as_bytes()
    assert len(link) > 80
    assert link.startswith("http://127.0.0.1:8000/unsubscribe/")
    assert link in message.get_content()
    token = link.rpartition("/")[2]
    read = UnsubscribeTokens(settings_at(tmp_path)).read(token)
    assert read == (SOMEBODY, LetterKind.INVITATION)
    assert UnsubscribeTokens(settings_at(tmp_path)).read(token[:-1] + "x") is None


def test_a_letter_about_an_account_offers_no_way_out(tmp_path):
    message = enclosed(tmp_path, letter(account_id=SOMEBODY, kind=LetterKind.ACCOUNT))

    assert message["List-Unsubscribe"] is None
    assert "unsubscribe" not in message.get_content()


def test_a_domain_of_another_script_is_spelled_in_ascii():
    assert ascii_address("a@société.example") == "a@xn--socit-esab.example"
    with pytest.raises(Refused):
        ascii_address("é@example.org")
