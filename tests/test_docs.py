"""The documents say what the code says: nothing stale, no word missing, no link to nowhere."""

import ast
import re
import shlex
import tomllib
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from domain.conversations.routing import ExclusionReason
from domain.event_registry import AGGREGATE_TYPES, EVENT_TYPES
from domain.terms import MODELS
from payments.event_registry import AGGREGATE_TYPES as PAYMENT_AGGREGATE_TYPES
from web.cli import commands
from web.cli.events import CATALOGUE, catalogue, describe_events, events_of, is_stale, notes_of
from web.comparison import labels as comparison_labels
from web.conversations import labels as conversation_labels
from web.demo import assumptions
from web.private_store.accounts import RoleName

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").iterdir())
DOCUMENTS = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CHANGELOG.md"]
DOCUMENTS += sorted(DOCS.rglob("*.md"))

LIBRARIES = "docs/decisions/0013-libraries.md"
PRODUCT = ("domain.", "payments.")
ALL_TYPES = (*AGGREGATE_TYPES, *PAYMENT_AGGREGATE_TYPES)
EVENTS = [event for aggregate_type in ALL_TYPES for event in events_of(aggregate_type)]
LINK = re.compile(r"\]\(([^)\s]+)\)")
GLOSSARY_LINE = re.compile(r"- \*\*(?P<word>[^*]+)\*\*(?: \((?P<codes>`[^)]*`)\))?: \S.*\.")
FOLDERS = "domain|payments|projections|web|tests|script|docs"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def named(path):
    return str(path.relative_to(ROOT))


def text_of(name):
    return (ROOT / name).read_text()


def prose_of(path):
    return BLOCK.sub("", path.read_text())


def table_of(name, columns):
    """The first cells of the rows that begin with cells like these."""
    row = r"^\| " + r" \| ".join(f"({column})" for column in columns) + r" \|"
    return {found.groups() for found in re.finditer(row, text_of(name), re.MULTILINE)}


# Events.


def test_the_catalogue_of_events_is_what_the_code_says():
    assert CATALOGUE.read_text() == catalogue(), "comptoir describe-events > docs/events.md"


def test_the_catalogue_can_be_written_and_checked_on_the_command_line():
    written = CliRunner().invoke(describe_events)
    checked = CliRunner().invoke(describe_events, ["--check"])

    assert (written.exit_code, written.output) == (0, catalogue())
    assert (checked.exit_code, checked.output) == (0, "")


def test_a_catalogue_that_says_something_else_is_stale(tmp_path):
    path = tmp_path / "events.md"
    assert is_stale(path)

    path.write_text(catalogue())
    assert not is_stale(path)

    path.write_text(catalogue().replace("Claimed", "Taken"))
    assert is_stale(path)


def test_every_event_of_the_product_belongs_to_an_aggregate():
    known = {event for event in EVENT_TYPES.values() if event.__module__.startswith(PRODUCT)}

    assert known == set(EVENTS)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__qualname__)
def test_an_event_says_in_a_sentence_what_happened(event):
    sentence = event.__doc__ or ""

    assert sentence[:1].isupper()
    assert sentence.endswith(".")
    assert f"### {event.__qualname__}\n\n{sentence}\n\nVersion {event.VERSION}." in catalogue()


def test_what_is_written_under_a_field_stands_beside_it():
    class Sample(msgspec.Struct):
        plain: int
        value: int
        """What it
        means."""

    assert notes_of(Sample) == {"value": "What it means."}


def test_every_kind_of_reservation_and_balance_is_in_the_catalogue():
    rows = re.findall(r"^\| (reservation|balance) \| `([a-z-]+)`", catalogue(), re.MULTILINE)

    assert {kind for row, kind in rows if row == "reservation"} == set(
        reservation_kinds_in_the_code()
    )
    assert {kind for row, kind in rows if row == "balance"} == set(balance_kinds_in_the_code())


def reservation_kinds_in_the_code():
    """What Reservation is called with first, wherever the domain makes one."""
    for path in (path for layer in ("domain", "payments") for path in (ROOT / layer).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Reservation":
                assert isinstance(call.args[0], ast.Constant), ast.unparse(call)
                yield call.args[0].value


def balance_kinds_in_the_code():
    """What BalanceChange is called with first: a constant of the module that makes one."""
    for path in (ROOT / "domain").rglob("*.py"):
        text = path.read_text()
        constants = dict(re.findall(r'^([A-Z_]+) = "([a-z-]+)"$', text, re.MULTILINE))
        yield from (constants[name] for name in re.findall(r"\bBalanceChange\(([A-Z_]+),", text))


# Words.


def glossary_lines():
    return [line for line in text_of("docs/glossary.md").splitlines() if line.startswith("- ")]


def glossary_codes():
    """How the code spells the words of the glossary."""
    heads = (GLOSSARY_LINE.fullmatch(line)["codes"] or "" for line in glossary_lines())
    return {code for head in heads for code in re.findall(r"`([^`]+)`", head)}


def test_a_word_has_one_line_with_its_meaning():
    lines = glossary_lines()
    assert [line for line in lines if not GLOSSARY_LINE.fullmatch(line)] == []

    terms = [GLOSSARY_LINE.fullmatch(line)["word"] for line in lines]
    assert [word for word in terms if terms.count(word) > 1] == []


def terms_of_events():
    """Things, events, and the words that events choose from."""
    yield from (aggregate_type.__name__ for aggregate_type in ALL_TYPES)
    yield from (event.__qualname__ for event in EVENTS)
    lists = re.findall(r"^### (\w+)\n(?:\n.*\n)?\n((?:- `.*\n)+)", catalogue(), re.MULTILINE)
    assert {"LostReason", "CostCategory"} <= {name for name, _ in lists}
    for _, choices in lists:
        yield from re.findall(r"^- `([^`]+)`", choices, re.MULTILINE)


def terms_of_figures():
    yield from comparison_labels.FIGURES
    yield from conversation_labels.LOST_REASONS
    yield from comparison_labels.ASSUMPTIONS
    yield from MODELS
    yield from measures_in_the_code()


def measures_in_the_code():
    """What tallies count: the words that are yielded with how much there is, up to a colon."""
    found = re.findall(
        r'yield (?:\("", )?f?"(\w+)', text_of("projections/conversations/daily_totals.py")
    )
    assert {"requests", "lost", "wait", "price", "marks"} <= set(found)
    return found


def other_terms():
    yield from (reason.value for reason in ExclusionReason)
    yield from reservation_kinds_in_the_code()
    yield from balance_kinds_in_the_code()
    yield from settings_in_the_code()
    yield from projections_in_the_code()


def settings_in_the_code():
    files = [ROOT / "web/settings.py", *(ROOT / "web/installation").glob("*.py")]
    read = "".join(file.read_text() for file in files)
    return set(re.findall(r'environment\.get\("([A-Z_]+)"', read))


def projections_in_the_code():
    return re.findall(
        r"^    (\w+) = [A-Z]\w+\(\)$", text_of("projections/read_models.py"), re.MULTILINE
    )


@pytest.mark.parametrize("terms_of", [terms_of_events, terms_of_figures, other_terms])
def test_the_glossary_has_every_word(terms_of):
    wanted = set(terms_of())

    assert len(wanted) > 10
    assert sorted(wanted - glossary_codes()) == []


def test_the_glossary_has_no_event_that_cannot_happen():
    written = {code for code in glossary_codes() if re.fullmatch(r"[A-Z]\w+\.[A-Z]\w+", code)}

    assert written == {event.__qualname__ for event in EVENTS}


def test_the_glossary_lists_all_roles():
    line = next(line for line in glossary_lines() if line.startswith("- **role**"))

    assert [role.value for role in RoleName if role.value not in line] == []


# Links and lists.


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_links_lead_somewhere(path):
    links = [link for link in LINK.findall(prose_of(path)) if "://" not in link]
    targets = [(path.parent / link.partition("#")[0]).resolve() for link in links if link[0] != "#"]
    missing = {str(target.relative_to(ROOT)) for target in targets if not target.exists()}

    assert missing == set()


@pytest.mark.parametrize("path", [DOCS / "events.md", DOCS / "glossary.md"], ids=named)
def test_links_within_a_page_lead_to_a_heading(path):
    text = path.read_text()
    headings = {
        re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }

    assert {link[1:] for link in LINK.findall(text) if link[0] == "#"} <= headings


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_files_that_are_named_exist(path):
    files = re.findall(rf"`((?:{FOLDERS})/[\w./-]*)`", prose_of(path))

    assert [file for file in files if not (ROOT / file).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_documents_stand_alone(path):
    assert "shared/" not in path.read_text()


def test_the_places_that_fork_on_terms_are_listed():
    section = text_of("ARCHITECTURE.md").partition("## The one fork")[2].partition("\n## ")[0]
    forks = {
        (named(path), "yes" if "assert_never(" in path.read_text() else "no")
        for package in ("domain", "payments", "projections", "web")
        for path in (ROOT / package).rglob("*.py")
        if "case Paid(" in path.read_text()
    }

    assert (
        set(re.findall(r"^\| `([\w/]+\.py)` \|.*\| (yes|no) \|$", section, re.MULTILINE)) == forks
    )


def test_the_projections_are_listed():
    written = (
        text_of("ARCHITECTURE.md").partition("\nAmong the projections: ")[2].partition("\n\n")[0]
    )

    assert re.findall(r"(?:^|,\s)`(\w+)`", written) == projections_in_the_code()


# Decisions.


def test_decisions_are_numbered_without_a_gap():
    numbers = [int(path.name[:4]) for path in DECISIONS]

    assert numbers == list(range(1, len(numbers) + 1))
    assert all(re.fullmatch(r"\d{4}-[a-z-]+\.md", path.name) for path in DECISIONS)


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_what_why_and_what_follows(path):
    text = path.read_text()
    titles = re.findall(r"^## (.+)$", text, re.MULTILINE)
    parts = re.split(r"^## .+$", text, flags=re.MULTILINE)

    assert text.startswith(f"# {path.name[:4]}. ")
    assert titles == ["Status", "Context", "Decision", "Consequences"]
    assert all(part.strip() for part in parts)
    assert "Rejected: " in parts[-1]


def test_decisions_refer_to_numbers_that_exist():
    known = {path.name[:4] for path in DECISIONS}
    written = {
        number for path in DOCUMENTS for number in re.findall(r"\((\d{4})\)", path.read_text())
    }

    assert written - known <= {"1927", "1988", "2017"}  # years of sources


def test_code_refers_to_decisions_that_exist():
    code = [path for folder in FOLDERS.split("|") for path in (ROOT / folder).rglob("*.py")]
    cited = {
        name for path in code for name in re.findall(r"docs/decisions/([\w-]+\.md)", text_of(path))
    }

    assert "0036-staffing-and-forecast.md" in cited
    assert cited <= {path.name for path in DECISIONS}


def test_the_libraries_have_the_versions_of_the_lock():
    text = text_of("requirements.lock")
    locked = re.findall(r"^([\w-]+)(?:\[[\w,]+\])?==([\w.]+)", text, re.MULTILINE)

    assert table_of(LIBRARIES, (r"[\w-]+", r"[\d.]+")) <= set(locked)


def test_every_library_of_the_program_has_its_reason():
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    needed = {re.match(r"[\w-]+", line)[0] for line in project["dependencies"]}
    written = {name for name, _ in table_of(LIBRARIES, (r"[\w-]+", r"[\d.]+"))}

    assert sorted(needed - written) == []


# Running.


def test_every_setting_can_be_looked_up():
    written = {name for (name,) in table_of("docs/running.md", (r"`[A-Z_]+`",))}

    assert {f"`{name}`" for name in settings_in_the_code()} == written


def test_every_command_can_be_looked_up():
    written = {name for (name,) in table_of("docs/running.md", (r"`comptoir [\w-]+`",))}

    assert sorted({f"`comptoir {name}`" for name in commands.commands} - written) == []


def test_every_result_of_the_benchmarks_has_its_line():
    written = re.compile(r'^ +(?:return \{)?"(\w+)": round', re.MULTILINE)
    programs = (ROOT / "benchmarks").glob("*.py")
    keys = {key for path in programs for key in written.findall(path.read_text())}
    written = text_of("docs/benchmarks.md").partition("## Results")[2]

    assert len(keys) > 10
    assert sorted(key for key in keys if f"`{key}`" not in written) == []


def test_every_figure_that_was_read_somewhere_is_among_the_sources():
    figures = {
        name: figure for name, figure in vars(assumptions).items() if hasattr(figure, "source")
    }
    read = {
        (f"`{name}`", f"{figure.value} {figure.unit}".strip())
        for name, figure in figures.items()
        if figure.source
    }

    assert len(read) > 5
    assert table_of("docs/sources.md", (r"`[A-Z_]+`", r"[^|]+?")) == read


# The README's commands.


def command_lines():
    for language, block in BLOCK.findall(text_of("README.md")):
        if language == "sh":
            yield from (line for line in block.splitlines() if line.strip())


@pytest.mark.parametrize("line", list(command_lines()))
def test_a_command_of_the_readme_is_understood(line):
    program, *terms = shlex.split(line, comments=True)
    if program.startswith("script/"):
        assert (ROOT / program).exists()
    else:
        assert program == ".venv/bin/comptoir"
        commands.commands[terms[0]].make_context(terms[0], terms[1:])


def test_the_readme_says_how_to_start_in_two_commands():
    lines = [shlex.split(line, comments=True)[0] for line in command_lines()]

    assert lines[:2] == ["script/demo", "script/test"]
