"""The brand's comparison: what volunteers and paid experts cost and cover, on the same demand."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.current import current_brand

pages = Blueprint("comparison", __name__)


@pages.get("/brands/<brand_slug>/comparison")
def show_comparison(brand_slug: str) -> ResponseReturnValue:
    del brand_slug  # access.py has read it
    return render_template("brand/comparison.html", brand=current_brand())
