"""
A real browser on a real server.

`Pages` opens addresses in every language, theme and width and looks at each as a strict reader
would: nothing on the console, nothing the Content-Security-Policy had to stop, nothing axe finds,
nothing wider than the window.
"""

import json
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright
from werkzeug.serving import make_server

SCREENSHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
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
OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide <= 0) return null;
  const widest = [...document.body.querySelectorAll('*')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1);
  return wide + ' px: ' + widest.slice(0, 3).map((one) => one.outerHTML.slice(0, 80)).join(' | ');
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, select, summary')]
  .filter((one) => one.type !== 'hidden' && one.checkVisibility() && !one.closest('p, td, li p'))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => !one.classList.contains('skip') && (box.width < 24 || box.height < 24))
  .map(([one, box]) => `${one.outerHTML.slice(0, 80)} ${box.width} x ${box.height}`)"""


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


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Complaints:
    """Everything a page complained about while it was open."""

    heard: list[str] = field(default_factory=list)
    expected_status: int = 200

    def listen_to(self, page: Page) -> None:
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("pageerror", lambda error: self.heard.append(f"error: {error}"))
        page.on("requestfailed", self._failed)

    def _failed(self, request: Request) -> None:
        # Broken off by who leaves the page, such as its icon, which comes last.
        if request.failure != "net::ERR_ABORTED":
            self.heard.append(f"failed: {request.url} {request.failure}")

    def _console(self, kind: str, text: str) -> None:
        # Chromium reports the status of an error page as an error; here it is what is looked at.
        its_own_status = f"the server responded with a status of {self.expected_status}" in text
        if kind in ("error", "warning") and not its_own_status:
            self.heard.append(f"{kind}: {text}")


@dataclass
class Pages:
    browser: Browser
    base: str
    cookies: Sequence[dict[str, str]] = ()  # of somebody signed in
    who: str = "stranger"

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
            # What is to be clicked may be another thing on another width; the rest only reflows.
            for together in [[width] for width in widths] if opened else [widths]:
                with self.opened(language, themes[0], together[0]) as page:
                    complaints = self._open(page, path, status, opened)
                    for theme, width in product(themes, together):
                        _show(page, theme, width)
                        found = look(page, language) + complaints
                        opens = " ".join(opened)
                        seen = f"{path[:60]} {opens} {self.who} {language} {theme} {width}"
                        self._keep(page, seen)
                        where = f"{path} in {language}, {theme}, {width} px: "
                        assert not found, where + "\n".join(found)

    @contextmanager
    def opened(
        self, language: str = "en", theme: str = "light", width: int = 1280
    ) -> Iterator[Page]:
        context = self._context(language, theme, width)
        try:
            yield context.new_page()
        finally:
            context.close()

    def _context(self, language: str, theme: str, width: int) -> BrowserContext:
        context = self.browser.new_context(
            viewport={"width": width, "height": HEIGHT}, locale=language, reduced_motion="reduce"
        )
        # As the switches set them.
        own = {"lang": language, "theme": theme}
        context.add_cookies(
            [{"name": name, "value": value, "url": self.base} for name, value in own.items()]
            + [{**cookie, "url": self.base} for cookie in self.cookies]
        )
        context.add_init_script(LISTEN)
        return context

    def _open(self, page: Page, path: str, status: int, opened: Sequence[str]) -> list[str]:
        """Go there and click; what the page complains about is heard as long as it is open."""
        complaints = Complaints(expected_status=status)
        complaints.listen_to(page)
        response = page.goto(self.base + path, wait_until="load")
        if not response or response.status != status:
            complaints.heard.append(f"status {response}")
        for selector in opened:
            page.click(selector)
        page.wait_for_load_state()
        page.evaluate(Axe().axe_script)
        return complaints.heard

    def _keep(self, page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        file = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        page.screenshot(path=SCREENSHOTS / f"{file}.png", full_page=True)


def _shape(page: Page, language: str) -> list[str]:
    found = []
    if page.get_attribute("html", "lang") != language:
        found.append(f"lang is {page.get_attribute('html', 'lang')}")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} h1")
    if overflow := page.evaluate(OVERFLOW):
        found.append(f"wider than the window: {overflow}")
    return found + [f"small: {target}" for target in page.evaluate(SMALL_TARGETS)]


def _show(page: Page, theme: str, width: int) -> None:
    """As the server would: a theme is this attribute of the page, and nothing else."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.evaluate("theme => document.documentElement.dataset.bsTheme = theme", theme)


def look(page: Page, language: str) -> list[str]:
    """What is wrong with a page into which axe was put, in sentences."""
    violations = page.evaluate("window.violations")
    return (
        _shape(page, language) + _axe(page) + [f"policy: {violation}" for violation in violations]
    )


def _axe(page: Page) -> list[str]:
    """Through evaluate(), which the policy does not see; a script element would trip it."""
    options = {"runOnly": WCAG_22_AA, "resultTypes": ["violations"]}
    run = "options => axe.run(document, options).then((results) => results.violations)"
    return [
        f"axe {violation['id']}: {json.dumps([node['html'][:150] for node in violation['nodes']])}"
        for violation in page.evaluate(run, options)
    ]
