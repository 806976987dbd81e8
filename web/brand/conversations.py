"""A brand's conversations: the list behind every figure, and the story of one of them."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.current import current_brand

pages = Blueprint("conversations", __name__)


@pages.get("/brands/<brand_slug>/conversations")
def show_conversations(brand_slug: str) -> ResponseReturnValue:
    del brand_slug  # access.py has read it
    return render_template("brand/conversations.html", brand=current_brand())
