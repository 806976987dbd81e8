"""
A real browser on a real server.

`Pages` opens addresses in every language, theme and width and inspects each as a strict reader
would: nothing on the console, nothing the Content-Security-Policy had to stop, nothing axe finds,
nothing wider than the window. Of what is wrong it keeps a screenshot in var/screenshots; of
everything, with COMPTOIR_SCREENSHOTS=1.
"""

import json
import os
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
)
from werkzeug.serving import make_server

SCREENSHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LANGUAGES = ("fr", "en")
THEMES = ("light", "dark")
WIDTHS = (1280, 360)
HEIGHT = 800
# Runs before the page's own parts, so that it hears of the first violation too.
LISTEN = """
window.violations = [];
addEventListener('securitypolicyviolation',
  (event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));
"""
# All that is looked at, in one round trip. An evaluate() is not seen by the policy, and neither is
# an init script, which brings axe; a script element would trip it.
INSPECT = """async (options) => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  const widest = () => [...document.body.querySelectorAll('*')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1);
  const small = [...document.querySelectorAll('a, button, input, select, summary')]
    .filter((one) => one.type !== 'hidden' && one.checkVisibility() && !one.closest('p, td, li p'))
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => !one.classList.contains('skip') && (box.width < 24 || box.height < 24));
  const shape = {
    lang: document.documentElement.lang,
    headings: document.querySelectorAll('h1').length,
    wide: wide > 0
      ? wide + ' px: ' + widest().slice(0, 3).map((one) => one.outerHTML.slice(0, 80)).join(' | ')
      : null,
    small: small.map(([one, box]) => `${one.outerHTML.slice(0, 80)} ${box.width} x ${box.height}`),
  };
  const {violations} = await axe.run(document, options);
  return {...shape, violations, stopped: window.violations};
}"""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, _read_whole(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _read_whole(app: Flask) -> WSGIApplication:
    """
    Answers as bytes, their files closed before anything is sent.

    Werkzeug's server reads what a client left behind before it closes an answer; when a browser
    has gone by then, that raises, and a stylesheet's file stays open.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = app(environ, start_response)
        try:
            return list(body)
        finally:
            getattr(body, "close", lambda: None)()

    return answer


@dataclass
class Complaints:
    """Everything a page complained about while it was open."""

    heard: list[str] = field(default_factory=list)
    expected_status: int = 200

    def listen_to(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", self._error)
        page.on("requestfailed", self._failed)

    def stop_listening_to(self, page: Page) -> None:
        page.remove_listener("console", self._console)
        page.remove_listener("pageerror", self._error)
        page.remove_listener("requestfailed", self._failed)

    def _error(self, error: Error) -> None:
        self.heard.append(f"error: {error}")

    def _failed(self, request: Request) -> None:
        # Broken off by who leaves the page, such as its icon, which comes last.
        if request.failure != "net::ERR_ABORTED":
            self.heard.append(f"failed: {request.url} {request.failure}")

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium reports the status of an error page as an error; here it is what is looked at.
        status = f"the server responded with a status of {self.expected_status}"
        if message.type in ("error", "warning") and status not in message.text:
            self.heard.append(f"{message.type}: {message.text}")


@dataclass
class Pages:
    browser: Browser
    base: str
    cookies: Sequence[dict[str, str]] = ()  # of a signed-in account
    user: str = "stranger"

    def check(
        self,
        path: str,
        languages: Sequence[str] = LANGUAGES,
        themes: Sequence[str] = THEMES,
        widths: Sequence[int] = WIDTHS,
        status: int = 200,
        opened: Sequence[str] = (),
    ) -> None:
        """
        Look at one address in every combination; the name of a failure says in which.

        `opened` are clicked first: menus, tables, buttons.
        """
        for language in languages:
            # The element to click may be another one at another width; the rest only reflows.
            for together in [[width] for width in widths] if opened else [widths]:
                with self._shared_page(
                    language, themes[0], together[0], clicked=bool(opened)
                ) as page:
                    complaints = Complaints(expected_status=status)
                    self._open(page, path, complaints, opened)
                    for width, theme in product(together, themes):
                        _show(page, theme, width)
                        problems = problems_of(page, language) + complaints.heard
                        opens = " ".join(opened)
                        label = f"{path[:60]} {opens} {self.user} {language} {theme} {width}"
                        keep(page, label, problems=problems)
                        where = f"{path} in {language}, {theme}, {width} px: "
                        assert not problems, where + "\n".join(problems)
                    complaints.stop_listening_to(page)

    @contextmanager
    def opened(
        self,
        language: str = "en",
        theme: str = "light",
        width: int = 1280,
        *,
        inspected: bool = False,
    ) -> Iterator[Page]:
        """A page in a context of its own, to do with as one likes; `inspected` with `look`."""
        context = new_context(self.browser, language, width, inspected=inspected)
        self._sign_in(context, language, theme)
        try:
            yield context.new_page()
        finally:
            context.close()

    @contextmanager
    def _shared_page(
        self, language: str, theme: str, width: int, *, clicked: bool
    ) -> Iterator[Page]:
        """
        A page that the checks of all accounts share: opening one costs more than a check.

        Its cookies are those of a new one, and our pages keep nothing else. After a click
        the mouse stays, so checks without clicks share another page.
        """
        pages = _shared_pages.setdefault(self.browser, {})
        if (language, clicked) not in pages:
            pages[language, clicked] = new_context(
                self.browser, language, width, inspected=True
            ).new_page()
        page = pages[language, clicked]
        try:
            page.context.clear_cookies()
            self._sign_in(page.context, language, theme)
            page.set_viewport_size({"width": width, "height": HEIGHT})
            yield page
        except BaseException:
            del pages[language, clicked]  # what went wrong here stays here
            page.context.close()
            raise

    def _sign_in(self, context: BrowserContext, language: str, theme: str) -> None:
        # As the switches set them.
        own = {"lang": language, "theme": theme}
        context.add_cookies(
            [{"name": name, "value": value, "url": self.base} for name, value in own.items()]
            + [{**cookie, "url": self.base} for cookie in self.cookies]
        )

    def _open(self, page: Page, path: str, complaints: Complaints, opened: Sequence[str]) -> None:
        """Go there and click; what the page complains about is heard from now on."""
        complaints.listen_to(page)
        response = page.goto(self.base + path, wait_until="load")
        if not response or response.status != complaints.expected_status:
            complaints.heard.append(f"status {response}")
        for selector in opened:
            page.click(selector)
        page.wait_for_load_state()


_shared_pages: WeakKeyDictionary[Browser, dict[tuple[str, bool], Page]] = WeakKeyDictionary()


def new_context(browser: Browser, language: str, width: int, *, inspected: bool) -> BrowserContext:
    """
    When its pages are looked at: with axe on each, and an ear for what the policy stops.

    Bringing axe takes a fifth of what opening a page takes.
    """
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT}, locale=language, reduced_motion="reduce"
    )
    if inspected:
        context.add_init_script(LISTEN)
        context.add_init_script(Axe().axe_script)
    return context


def keep(page: Page, name: str, problems: Sequence[str] = ()) -> None:
    """A screenshot of a page with problems, or of all on request: one costs as much as axe."""
    if problems or os.environ.get("COMPTOIR_SCREENSHOTS") == "1":
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        file = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[-200:]
        page.screenshot(path=SCREENSHOTS / f"{file}.png", full_page=True)


def _show(page: Page, theme: str, width: int) -> None:
    """As the server would: a theme is this attribute of the page, and nothing else."""
    if page.viewport_size != {"width": width, "height": HEIGHT}:
        page.set_viewport_size({"width": width, "height": HEIGHT})
    page.evaluate("theme => document.documentElement.dataset.bsTheme = theme", theme)


def problems_of(page: Page, language: str) -> list[str]:
    """What is wrong with a page of `new_context`, in sentences."""
    report = page.evaluate(INSPECT, {"runOnly": WCAG_22_AA, "resultTypes": ["violations"]})
    problems = []
    if report["lang"] != language:
        problems.append(f"lang is {report['lang']}")
    if report["headings"] != 1:
        problems.append(f"{report['headings']} h1")
    if report["wide"]:
        problems.append(f"wider than the window: {report['wide']}")
    problems += [f"small: {target}" for target in report["small"]]
    problems += [_sentence(violation) for violation in report["violations"]]
    return problems + [f"policy: {stopped}" for stopped in report["stopped"]]


def _sentence(violation: dict[str, Any]) -> str:
    html = json.dumps([node["html"][:150] for node in violation["nodes"]])
    return f"axe {violation['id']}: {html}"
