"""A brand's widget settings as they are typed."""

from collections.abc import Callable
from functools import partial

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from domain.brands.widget import (
    MOST_AFTER_S,
    PAGE,
    Targeting,
    WidgetSettings,
    WidgetText,
    is_origin,
)
from domain.money import Money
from domain.text import check_line
from web.brands.setting_forms import FieldChecks, SettingDraft, parse_whole_number
from web.http.form_fields import Values, parse_amount
from web.i18n.language import gettext

LANGUAGES = ("fr", "en")
TEXTS = tuple(f"{part}_{code}" for code in LANGUAGES for part in ("title", "greeting"))
LISTS = ("portraits", "origins", "pages")
NUMBERS = ("minimum_present", "minimum_basket", "after_s")
MOST_PRESENT = 100
MOST_LINES = 50
MOST_CHARACTERS = 200


def typed(form: MultiDict[str, str]) -> Values:
    return {name: form.get(name, "").strip() for name in (*TEXTS, *LISTS, *NUMBERS)}


def stored(widget: WidgetSettings | None, basket: str) -> Values:
    """basket: the least value as it is typed, which depends on the reader's language."""
    if widget is None:
        return {"minimum_present": "1", "after_s": "0"}
    texts = {f"title_{code}": text.title for code, text in widget.texts.items()}
    texts |= {f"greeting_{code}": text.greeting for code, text in widget.texts.items()}
    return texts | {
        "portraits": "\n".join(widget.portraits),
        "origins": "\n".join(widget.origins),
        "pages": "\n".join(widget.targeting.pages),
        "minimum_present": str(widget.minimum_present),
        "minimum_basket": basket,
        "after_s": str(widget.targeting.after_s),
    }


def read(
    values: Values, currency: str, is_picture: Callable[[str], bool]
) -> SettingDraft[WidgetSettings]:
    """currency: of the brand. is_picture: whether a picture with this name was uploaded."""
    checks = FieldChecks()
    texts = _texts(values, checks)
    present = checks.read(
        "minimum_present", partial(parse_whole_number, values["minimum_present"], 1, MOST_PRESENT)
    )
    portraits = checks.read("portraits", partial(_portraits, values["portraits"], is_picture))
    origins = checks.read("origins", partial(_origins, values["origins"]))
    targeting = _targeting(values, currency, checks)
    if checks.errors or portraits is None or origins is None or present is None:
        return SettingDraft(values, checks.errors)
    widget = WidgetSettings(
        texts=texts,
        minimum_present=present,
        portraits=portraits,
        origins=origins,
        targeting=targeting,
    )
    return SettingDraft(values, {}, widget)


def _texts(values: Values, checks: FieldChecks) -> dict[str, WidgetText]:
    texts: dict[str, WidgetText] = {}
    for code in LANGUAGES:
        names = f"title_{code}", f"greeting_{code}"
        title, greeting = (checks.read(name, partial(_line, values[name])) or "" for name in names)
        if bool(title) != bool(greeting):
            missing = names[1] if title else names[0]
            checks.errors.setdefault(missing, gettext("Enter both the title and the greeting."))
        elif title:
            texts[code] = WidgetText(title, greeting)
    if not texts and not checks.errors:
        sentence = gettext("Enter the texts in at least one language.")
        checks.errors.setdefault(f"title_{LANGUAGES[0]}", sentence)
    return texts


def _line(text: str) -> str:
    check_line(text)
    if len(text) > MOST_CHARACTERS:
        raise ValidationError(gettext("Use at most %(n)s characters.", n=MOST_CHARACTERS))
    return text


def lines_of(text: str) -> list[str]:
    lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if len(lines) > MOST_LINES:
        raise ValidationError(gettext("Enter at most %(n)s lines.", n=MOST_LINES))
    for line in lines:
        _line(line)
    return lines


def _portraits(text: str, is_picture: Callable[[str], bool]) -> tuple[str, ...]:
    names = [line.rpartition("/")[2] for line in lines_of(text)]
    for name in names:
        if not is_picture(name):
            sentence = gettext('No uploaded picture is called "%(name)s".')
            raise ValidationError(sentence % {"name": name[:70]})
    return tuple(names)


def _origins(text: str) -> tuple[str, ...]:
    origins = [line.lower().rstrip("/") for line in lines_of(text)]
    for origin in origins:
        if not is_origin(origin):
            sentence = gettext(
                "Enter the address of a site as https://www.example.com, without a page, instead of"
                ' "%(origin)s".'
            )
            raise ValidationError(sentence % {"origin": origin})
    return tuple(origins)


def _targeting(values: Values, currency: str, checks: FieldChecks) -> Targeting:
    pages = checks.read("pages", partial(_pages, values["pages"]))
    basket = values["minimum_basket"] and checks.read(
        "minimum_basket", partial(parse_amount, values["minimum_basket"], currency)
    )
    after_s = checks.read(
        "after_s", partial(parse_whole_number, values["after_s"] or "0", 0, MOST_AFTER_S)
    )
    return Targeting(pages or (), Money(basket, currency) if basket else None, after_s or 0)


def _pages(text: str) -> tuple[str, ...]:
    pages = lines_of(text)
    for page in pages:
        if not PAGE.fullmatch(page):
            sentence = gettext(
                'Enter a page as /help, or /help* for all that start so, instead of "%(page)s".'
            )
            raise ValidationError(sentence % {"page": page})
    return tuple(pages)
