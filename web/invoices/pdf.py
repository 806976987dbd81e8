"""
Documents as PDF/A-3b, by typst: the same document gives the same bytes.

Fonts are those inside typst, no font of the system is used, and nothing is fetched: a layout
imports no package. The time in the file is the document's own. Letters that these fonts do not
have, such as Chinese ones, are written in Latin letters; the attached XML has them as they are.
"""

import json
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
import typst
from anyascii import anyascii

LAYOUTS = Path(__file__).parent / "layouts"
NO_GLYPH = "could not be displayed"
SHOWN = (range(0x250), range(0x2010, 0x2028), range(0x202F, 0x2041), range(0x20A0, 0x20C1))
"""Code points that the fonts have: letters of Latin scripts, punctuation, signs of currencies."""

_lock = Lock()


def draw(layout: str, data: dict[str, Any], dated: date, xml: bytes = b"") -> bytes:
    """
    Draw a layout, such as `invoice_1`.

    data: what it shows. dated: the day that the file says it was made. xml: what is attached.
    """
    shown = msgspec.json.encode(data).decode()
    inputs = {"document": shown, "xml": xml.decode()}
    try:
        return _compiled(layout, inputs, dated)
    except typst.TypstError as error:
        if NO_GLYPH not in str(error):
            raise
        latin = json.dumps(_in_latin(json.loads(shown)))
        return _compiled(layout, inputs | {"document": latin}, dated)


def _compiled(layout: str, inputs: dict[str, str], dated: date) -> bytes:
    with _lock:
        pdf = _compiler().compile(
            _layout(layout),
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=["a-3b"],
            timestamp=datetime.combine(dated, time(), UTC),
        )
    assert isinstance(pdf, bytes)
    return pdf


def _in_latin(value: Any) -> Any:
    match value:
        case str():
            return "".join(map(_character_in_latin, value))
        case dict():
            return {key: _in_latin(item) for key, item in value.items()}
        case list():
            return [_in_latin(item) for item in value]
        case _:
            return value


def _character_in_latin(character: str) -> str:
    is_shown = any(ord(character) in code_points for code_points in SHOWN)
    return character if is_shown else anyascii(character)


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(ignore_system_fonts=True)


@cache
def _layout(name: str) -> bytes:
    return (LAYOUTS / f"{name}.typ").read_bytes()
