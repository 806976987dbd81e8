"""A mail server on this machine that gives the answers a test sets, or hangs up."""

import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field

from web.installation.mail_settings import SmtpServer

HANG_UP = "hang up"
GOOD = {"EHLO": "250 here", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go ahead"}


@dataclass
class MailServer:
    """answers: what is replied to a command, or to the dot that ends an e-mail."""

    answers: dict[str, str] = field(default_factory=dict)
    emails: list[bytes] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    @property
    def settings(self):
        return SmtpServer("smtp", "127.0.0.1", self.port)


class Conversation(socketserver.StreamRequestHandler):
    timeout = 5

    def handle(self):
        self.mail = self.server.mail
        self.mail.connections += 1
        self.answer("HELLO", "220 a server for tests")
        while line := self.rfile.readline():
            command = line[:4].decode().upper()
            if command == "RCPT":
                self.mail.readers.append(line.decode().strip().partition(":")[2])
            if not self.answer(command, GOOD.get(command, "250 ok")) or command == "QUIT":
                return
            if command == "DATA" and "DATA" not in self.mail.answers and not self.take_email():
                return

    def take_email(self):
        lines = iter(self.rfile.readline, b".\r\n")
        self.mail.emails.append(b"".join(lines))
        return self.answer("DOT", "250 taken")

    def answer(self, command, usual):
        answer = self.mail.answers.get(command, usual)
        if answer == HANG_UP:
            return False
        self.wfile.write(answer.encode() + b"\r\n")
        return True


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mail_server(**answers):
    mail = MailServer(answers)
    with Server(("127.0.0.1", 0), Conversation) as server:
        server.mail, mail.port = mail, server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield mail
        finally:
            server.shutdown()
            thread.join()
