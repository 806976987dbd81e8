"""A shop with the widget on a site of its own, and the desk of those who answer, on loopback."""

import os
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from wsgiref.simple_server import WSGIRequestHandler, make_server

from typing_extensions import override

from domain.brands.widget import WidgetSettings, WidgetText
from domain.clock import system_clock
from domain.terms import DISCLOSURES
from tests.support.browser import serving
from tests.support.people import MANAGER, PAID, VOLUNTARY
from tests.support.programs import ROOT, SECRETS
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import CHEAP, NEST, PASSWORD, open_shop, settings_at
from web.chat.live_routing import LiveRouter
from web.private_store.accounts import RoleName, account_of, add_account

EXPERT, AMBASSADOR = "ed@expert.example", "ada@ambassador.example"
TERMS = {EXPERT: PAID, AMBASSADOR: VOLUNTARY}
WIDGET = {
    "fr": WidgetText("Une question ?", "Bonjour, comment vous aider ?"),
    "en": WidgetText("A question?", "Hello, how can we help?"),
}
PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Tents</title></head>
<body><main><h1>Second battery</h1><p>120 Ah, for camping cars.</p></main>{embed}</body></html>"""


@dataclass
class ChatSite:
    market: object
    comptoir: str
    """The origin of desk and widget: another site than the shop's."""
    shop: str
    """The origin of the brand's shop."""
    ids: dict

    def disclosure(self, email, language):
        return DISCLOSURES[TERMS[email].model][language]


class Quiet(WSGIRequestHandler):
    @override
    def log_message(self, *_values):
        """Say nothing: the tests' output is long enough."""


@contextmanager
def chat_site(folder):
    settings = replace(
        settings_at(folder),
        secret_key=SECRETS["COMPTOIR_SECRET_KEY"],
        streams_url=f"http://localhost:{_free_port()}",
    )
    with open_shop(settings) as shop, marketplace_in(shop.app, settings.database_url) as market:
        ids = _respondents(shop.store)
        with serving(shop.app) as base, _shop_page(base) as (comptoir, origin):
            _brand(market, origin)
            with _streams(settings, comptoir), _worker(market):
                yield ChatSite(market, comptoir, origin, ids)


def _respondents(store):
    with store.sessions() as session:
        add_account(
            session,
            AMBASSADOR,
            PASSWORD,
            (RoleName.AMBASSADOR,),
            name="Ada Guide",
            hashing=CHEAP,
            at=system_clock(),
        )
        session.commit()
        return {email: account_of(session, email).id for email in TERMS}


def _brand(market, origin):
    earlier = system_clock() - timedelta(minutes=10)
    market.brands.register(NEST.brand_id, NEST.slug, NEST.name, NEST.zone, "EUR", None, earlier)
    widget = WidgetSettings(texts=WIDGET, origins=(origin,))
    market.brands.configure_widget(NEST.brand_id, widget, MANAGER, earlier)


def engage(site):
    """Let both answer for the brand."""
    earlier = system_clock() - timedelta(minutes=9)
    for email, id in site.ids.items():
        site.market.members.join(id, ("fr", "en"), "FR", earlier)
        site.market.members.start_engagement(id, NEST.brand_id, TERMS[email], MANAGER, earlier)


@contextmanager
def _shop_page(base):
    """The shop: another site than the widget's, with a policy that allows only the widget."""
    comptoir = base.replace("127.0.0.1", "localhost")
    embed = f'<script async src="{comptoir}/widget/v1/comptoir.js?brand={NEST.slug}"></script>'
    policy = (
        f"default-src 'self'; script-src {comptoir}; frame-src {comptoir};"
        " object-src 'none'; base-uri 'none'; img-src 'self' data:"
    )

    def page(environ, start_response):
        language = "fr" if environ["PATH_INFO"].startswith("/fr") else "en"
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", policy),
        ]
        start_response("200 OK", headers)
        return [PAGE.format(language=language, embed=embed).encode()]

    server = make_server("127.0.0.1", 0, page, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield comptoir, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def _streams(settings, comptoir):
    address = settings.streams_url.removeprefix("http://")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "web.asgi:make_streams()", "-k", "asgi"),
            *("--bind", address, "--log-level", "critical", "--no-control-socket"),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            **SECRETS,
            "DATABASE_URL": settings.database_url,
            "COMPTOIR_PUBLIC_URL": comptoir,
        },
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _worker(market):
    """Read models and live routing, as a worker keeps them up."""
    stop = threading.Event()

    def work():
        while not stop.wait(0.05):
            market.projector.catch_up()
            LiveRouter(market, system_clock()).run()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]
