"""The script that a brand's site loads, and the line that loads it."""

import json
from pathlib import Path

from flask import Blueprint, Response, request

from domain.errors import NotFound
from web.chat.availability import Availability, availability_of
from web.chat.visitor_views import is_in_conversation
from web.http.access import ABSENT
from web.http.request_context import brand_directory, current_time, read_models

LOADER = Path(__file__).parents[1] / "static" / "js" / "chat_loader.js"
PLACE = "/*CONFIG*/ null"
"""In the script, what is replaced."""
CACHED_FOR_S = 30
"""How long a browser keeps the script: it says whether enough respondents are present."""

bp = Blueprint("widget_loader", __name__, url_prefix="/widget/v1")


@bp.get("/comptoir.js")
def show_loader() -> Response:
    """The one request before a click. Raises NotFound for an unknown brand."""
    brand = brand_directory().with_slug(request.args.get("brand", ""))
    if brand is None:
        raise NotFound(ABSENT)
    available = availability_of(brand, read_models(), current_time())
    script = loader_for(
        brand.slug, available, is_shown=available.is_shown or is_in_conversation(brand)
    )
    response = Response(script, mimetype="text/javascript")
    response.headers["Cache-Control"] = f"public, max-age={CACHED_FOR_S}"
    response.vary.add("Cookie")  # of a visitor who is in a conversation
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def loader_for(slug: str, available: Availability, *, is_shown: bool) -> str:
    """The script for one brand at one moment; where it is not shown, the same script."""
    widget = available.widget
    basket = widget.targeting.minimum_basket
    config = {
        "brand": slug,
        "shown": is_shown and bool(widget.origins),
        "texts": {language: {"title": text.title} for language, text in widget.texts.items()},
        "pages": widget.targeting.pages,
        "basket": basket.amount if basket else 0,
        "after": widget.targeting.after_s,
    }
    written = json.dumps(config, ensure_ascii=True).replace("<", "\\u003c")
    return LOADER.read_text().replace(PLACE, written)


def embed_code(public_url: str, slug: str) -> str:
    """The line for the brand's pages."""
    return f'<script async src="{public_url}/widget/v1/comptoir.js?brand={slug}"></script>'
