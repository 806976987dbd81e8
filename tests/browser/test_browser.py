"""The strict reader is strict: every kind of fault is found."""

import pytest
from flask import Flask, make_response, request

from tests.support.browser import Pages, serving

WHOLE = "<main><h1>Fine</h1><p>Nothing is wrong here.</p></main>"
FAULTS = {
    "axe image-alt": '<h1>A</h1><img src="/picture.png">',
    "policy: img-src": '<h1>A</h1><img src="http://127.0.0.1:9/a.png" alt="a">',
    "wider than the window": '<h1>A</h1><div style="width: 3000px">wide</div>',
    "small": '<h1>A</h1><button style="height: 9px; padding: 0">a</button>',
    "2 h1": "<h1>A</h1><h1>B</h1>",
    "error: ": "<h1>A</h1><script>throw new Error('broken')</script>",
    "lang is": "<h1>A</h1>",
}


@pytest.fixture(scope="module")
def faulty(browser):
    app = Flask("faulty")
    app.get("/<int:number>")(show)
    app.get("/picture.png")(lambda: ("", 200))
    with serving(app) as base:
        yield Pages(browser, base)


def show(number):
    fault = [*FAULTS, ""][number]
    language = "de" if fault == "lang is" else request.cookies["lang"]
    head = f'<!doctype html><html lang="{language}"><head><title>A</title></head><body>'
    response = make_response(head + FAULTS.get(fault, WHOLE))
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"
    )
    return response


@pytest.mark.parametrize("number", range(len(FAULTS)), ids=list(FAULTS))
def test_a_page_with_problems_is_reported(faulty, number):
    with pytest.raises(AssertionError, match=list(FAULTS)[number]):
        faulty.check(f"/{number}", themes=["light"], widths=[360])


def test_a_page_without_problems_is_accepted(faulty):
    faulty.check(f"/{len(FAULTS)}", languages=["en"], themes=["light"])
