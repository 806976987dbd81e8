"""
The page of the demonstration's live shop: `gunicorn "web.demo.shop_page:make_shop()"`.

It stands for a brand's own site: another site than ours, with a strict policy, and of us it has
nothing but the one line that shows the widget.
"""

import os
from collections.abc import Iterable, Mapping
from html import escape
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from web.chat.loader_views import embed_code
from web.demo.live_shop import SLUG

WORDS = {
    "fr": {
        "title": "Van en direct : deuxième batterie 120 Ah",
        "invented": "Boutique inventée pour la démonstration de Comptoir.",
        "about": "Une deuxième batterie pour l’éclairage, le réfrigérateur et la pompe à eau. Tient"
        " sous le siège passager de la plupart des fourgons.",
        "hint": "Posez une question avec le bouton en bas à droite ; répondez-y vous-même depuis le"
        " poste de réponse, ou attendez la réponse simulée.",
        "desk": "Ouvrir le poste de réponse",
        "other": "English",
    },
    "en": {
        "title": "Van live: second battery 120 Ah",
        "invented": "A shop that was invented for the demonstration of Comptoir.",
        "about": "A second battery for lights, fridge and water pump. Fits under the passenger seat"
        " of most vans.",
        "hint": "Ask a question with the button at the bottom right; answer it yourself at the"
        " desk, or wait for the simulated answer.",
        "desk": "Open the desk",
        "other": "Français",
    },
}
STYLE = (
    "body{font:18px/1.6 system-ui,sans-serif;margin:0;color:#1d2b24;background:#f3f6f2}"
    "main{max-width:42rem;margin:0 auto;padding:2rem 1.25rem 7rem}a{color:#145c45}"
    "p.note{background:#fff4d6;padding:.75rem 1rem;border-radius:8px}"
    "@media(prefers-color-scheme:dark){body{color:#e8eee9;background:#16201b}a{color:#8fd3b6}"
    "p.note{background:#3b3115}}"
)


def make_shop(environment: Mapping[str, str] = os.environ) -> WSGIApplication:
    """The page in both languages, at /fr and /en; the address of Comptoir is in the environment."""
    comptoir = environment["COMPTOIR_PUBLIC_URL"]

    def shop(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "/")
        if path == "/style.css":
            start_response("200 OK", [("Content-Type", "text/css; charset=utf-8")])
            return [STYLE.encode()]
        language = "fr" if path.startswith("/fr") else "en"
        start_response("200 OK", _headers(comptoir))
        return [_page(language, comptoir).encode()]

    return shop


def _headers(comptoir: str) -> list[tuple[str, str]]:
    policy = (
        f"default-src 'none'; style-src 'self'; script-src {comptoir}; frame-src {comptoir};"
        " base-uri 'none'; form-action 'none'"
    )
    return [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
    ]


def _page(language: str, comptoir: str) -> str:
    words = {name: escape(text) for name, text in WORDS[language].items()}
    other = "en" if language == "fr" else "fr"
    return f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{words["title"]}</title><link rel="stylesheet" href="/style.css"></head>
<body><main><p class="note">{words["invented"]}</p><h1>{words["title"]}</h1>
<p>{words["about"]}</p><p>{words["hint"]}</p>
<p><a href="{escape(comptoir)}/desk">{words["desk"]}</a></p>
<p><a href="/{other}" lang="{other}">{words["other"]}</a></p>
</main>{embed_code(comptoir, SLUG)}</body></html>"""
