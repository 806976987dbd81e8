"""Tests from GIFT files and into them, from the command line."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from click.testing import CliRunner

from domain.assessments.assessment import Assessment, QuestionRevision
from domain.assessments.assessment_commands import AssessmentCommands
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.question_types.choice import TrueFalse
from domain.brands.brand_commands import BrandCommands
from domain.brands.subject import SubjectCommands
from domain.errors import NotFound, NotNow
from domain.log.event_log import EventLog
from tests.support.people import BRAND, ELECTRICITY, MANAGER
from tests.web.cli.program import KEYS
from web.cli import commands

AT = datetime(2026, 6, 1, tzinfo=UTC)
ABOUT = ("--brand", "nest", "--subject", "electricity")
RULES = AssessmentRules(selections=(Selection("Fuses"),), pass_percent=50, time_limit_s=600)
GIFT = """\
$CATEGORY: Fuses

::Dry::A fuse is dry.{T#Look again.#Yes.}

// [id:amps]
// comptoir: {"points": "2"}
::Amps::How many amps does it {=%100%take ~%25%need =hold}?

[html]How <b>many</b>? {#2}
"""


@dataclass(frozen=True)
class Shop:
    """A brand, a subject, and the commands on them, run in this process."""

    database_url: str

    def run(self, *arguments):
        settings = {**KEYS, "DATABASE_URL": self.database_url}
        return CliRunner().invoke(commands, [str(argument) for argument in arguments], env=settings)

    def works(self, *arguments):
        ran = self.run(*arguments)
        assert (ran.exit_code, ran.stderr) == (0, "")
        return ran

    def bring(self, file, *more):
        return self.run("import-test", file, *ABOUT, *more)

    @property
    def head(self):
        with EventLog(self.database_url) as log:
            return log.rows.head()

    def loaded(self, assessment_id):
        with EventLog(self.database_url) as log:
            return log.load(Assessment, assessment_id)


@pytest.fixture
def shop(sqlite_url):
    with EventLog(sqlite_url) as log:
        BrandCommands(log).register(BRAND, "nest", "Nest", "Europe/Paris", "EUR", None, AT)
        names = {"fr": "Électricité"}
        SubjectCommands(log).add(ELECTRICITY, "electricity", names, None, None, AT)
    return Shop(sqlite_url)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "fuses.gift"
    path.write_text(GIFT, encoding="utf-8")
    return path


def printed_id(ran):
    return UUID(ran.stdout.rpartition("test ")[2].strip(".\n"))


NO_GUIDE = (
    'Add the grading guide on a line above the question: // comptoir: {"guide": "Names both '
    'fuses."}. Or write the answers in the braces.'
)
NOTE = "line 9: HTML was converted to plain text: its tags were removed.\n"


def test_a_test_is_imported_from_a_file_once(shop, file):
    first = shop.bring(file)
    head = shop.head
    again = shop.bring(file)

    test = shop.loaded(printed_id(first))
    assert (first.exit_code, first.stderr) == (0, NOTE)
    assert first.stdout == f"3 questions imported; 0 already existed: test {test.id}.\n"
    assert again.stdout == f"0 questions imported; 3 already existed: test {test.id}.\n"
    assert shop.head == head
    assert (test.title, test.subject_id) == ("fuses", ELECTRICITY)
    assert [question.text for question in test.draft_questions()] == [
        "A fuse is dry.",
        "How many amps does it _____?",
        "How many?",
    ]
    assert [question.points for question in test.draft_questions()] == [1, 2, 1]


def test_only_changed_questions_are_revised(shop, file):
    assessment_id = printed_id(shop.bring(file))
    file.write_text(GIFT.replace("A fuse is dry.", "A fuse is always dry.") + "\nMore? {F}\n")

    changed = shop.bring(file)

    test = shop.loaded(assessment_id)
    assert changed.stdout == f"2 questions imported; 2 already existed: test {assessment_id}.\n"
    assert [len(written) for written in test.revisions.values()] == [2, 1, 1, 1]
    assert len(test.draft) == 4


def test_another_title_is_another_test(shop, file):
    titles = (), ("--title", "Fuses"), ("--title", "Fuses", "--language", "en")

    assert len({printed_id(shop.bring(file, *title)) for title in titles}) == 3


def test_importing_an_export_changes_nothing(shop, file, tmp_path):
    assessment_id = printed_id(shop.bring(file, "--title", "Fuses"))
    head = shop.head

    exported = shop.works("export-test", assessment_id, "--draft").stdout
    back = tmp_path / "back.gift"
    back.write_text(exported, encoding="utf-8")
    again = shop.bring(back, "--title", "Fuses")

    assert exported.startswith("$CATEGORY: Fuses\n\n// [id:")
    assert (again.exit_code, again.stderr) == (0, "")
    assert again.stdout == f"0 questions imported; 3 already existed: test {assessment_id}.\n"
    assert shop.head == head


def test_a_dry_run_imports_nothing(shop, file):
    head = shop.head

    tried = shop.bring(file, "--dry-run")

    assert (tried.exit_code, tried.stderr) == (0, NOTE)
    assert tried.stdout == "3 questions would be imported; 0 already exist.\n"
    assert shop.head == head


def test_a_file_with_an_error_is_not_imported(shop, file):
    head = shop.head
    file.write_text(GIFT + "\nWhich? {~a\n\nEssay {}\n")

    refused = shop.bring(file)

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.splitlines() == [
        "line 11: This { is never closed. Write } before the next blank line, or \\{ in a text.",
        f"line 13: {NO_GUIDE}",
        "2 errors: nothing was imported.",
    ]
    assert shop.head == head


def test_a_picture_that_is_not_here_is_left_out(shop, file):
    picture = f'// comptoir: {{"image": "{"ab" * 32}", "image_text": "A fuse."}}'
    file.write_text(f"{picture}\nIs it dry? {{T}}\n")

    ran = shop.bring(file)

    assert ran.exit_code == 0
    assert ran.stderr == "line 2: Its picture is missing. Add it to the question.\n"
    assert [question.image for question in shop.loaded(printed_id(ran)).draft_questions()] == [None]


def test_an_export_of_an_edition_has_the_corrected_keys(shop, file):
    assessment_id = printed_id(shop.bring(file))
    test = shop.loaded(assessment_id)
    dry, amps, _ = test.draft
    with EventLog(shop.database_url) as log:
        AssessmentCommands(log).publish(assessment_id, RULES, MANAGER, AT)
        correct(log, assessment_id, lambda test: test.void_question(amps, "Unclear.", MANAGER, AT))
        kind = TrueFalse(answer=False, if_right="Yes.", if_wrong="Look again.")
        correct(
            log,
            assessment_id,
            lambda test: test.correct_answer_key(
                QuestionRevision(dry, 1), kind, "Wet.", MANAGER, AT
            ),
        )

    exported = shop.works("export-test", assessment_id).stdout

    assert "::Dry::[plain]A fuse is dry.{FALSE#Look again.#Yes.}" in exported
    assert "Amps" not in exported
    assert "::Amps::" in shop.works("export-test", assessment_id, "--draft").stdout


def correct(log, assessment_id, act):
    log.update(Assessment, assessment_id, act)


def test_exporting_an_unpublished_test_is_refused(shop, file):
    ran = shop.run("export-test", printed_id(shop.bring(file)))

    assert isinstance(ran.exception, NotNow)
    assert str(ran.exception) == "This test has no published edition yet. Add --draft."


@pytest.mark.parametrize(
    ("where", "refusal"),
    [
        (("--brand", "nobody", "--subject", "electricity"), "There is no brand called nobody."),
        (("--brand", "nest", "--subject", "magic"), "There is no subject called magic."),
    ],
)
def test_a_test_is_a_brand_s_about_a_subject(shop, file, where, refusal):
    ran = shop.run("import-test", file, *where)

    assert isinstance(ran.exception, NotFound)
    assert str(ran.exception) == refusal


@pytest.mark.parametrize(
    "arguments",
    [("import-test",), ("import-test", "x.gift", "--brand", "nest"), ("export-test", "nine")],
)
def test_bad_use_ends_with_two(shop, arguments):
    assert shop.run(*arguments).exit_code == 2


@pytest.mark.slow
def test_a_program_complains_in_one_sentence(comptoir, shop):
    away = comptoir.run("import-test", "away.gift", *ABOUT)
    nowhere = comptoir.run("export-test", UUID(int=9))

    assert (away.code, nowhere.code) == (2, 1)
    assert away.sentence == "comptoir: away.gift cannot be read: No such file or directory."
    assert nowhere.sentence == "comptoir: This test does not exist."
    assert shop.head == 2
