"""Bringing a test in from a GIFT file, and out into one."""

import os
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

import click

from domain.assessments.assessment import Assessment
from domain.assessments.question import Question
from domain.errors import Invalid, NotNow
from web.assessments.authoring.presenters import with_current_key
from web.assessments.gift_format.reader import GiftFile, LineMessage, read_gift, with_known_pictures
from web.assessments.gift_format.writer import write_gift
from web.cli.parts import brand_called, open_marketplace, open_store, subject_called
from web.marketplace import Marketplace
from web.private_store.pictures import PictureStore
from web.settings import Settings

AUTHOR = UUID("c0771d00-0000-4000-8000-000000000001")
"""The author of what the command line imports: an operator without an account."""


@dataclass(frozen=True)
class AssessmentImport:
    """One import: into which test, new or not."""

    brand_id: UUID
    subject_id: UUID
    title: str
    language: str

    @property
    def assessment_id(self) -> UUID:
        """The same test for the same brand, subject, title and language."""
        return uuid5(self.brand_id, f"test:{self.subject_id}:{self.language}:{self.title}")


@click.command("import-test")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--brand", "slug", required=True, help="The brand whose test it is.")
@click.option("--subject", required=True, help="The short name of its subject.")
@click.option("--title", default="", help="Title of the test; by default the file name.")
@click.option("--language", default="fr", show_default=True, help="Language of the questions.")
@click.option(
    "--topic",
    default="",
    help="Topic of questions before the first category; by default the title.",
)
@click.option("--dry-run", is_flag=True, help="Check the file without writing anything.")
def import_test(
    file: Path, slug: str, subject: str, title: str, language: str, topic: str, *, dry_run: bool
) -> None:
    """
    Import the questions of a test from a GIFT FILE, the format of Moodle.

    They go into the draft of the brand's test with that title, which is created if needed; publish
    it on its page. Importing the same file again changes nothing. Errors are listed by line number
    with the reason; if there are any, nothing is imported.
    """
    raw, marketplace = _content(file), open_marketplace()
    assessment_import = _assessment_import(
        slug, subject, title.strip() or file.stem, language, marketplace
    )
    gift_file = read_gift(
        raw, assessment_import.assessment_id, topic.strip() or assessment_import.title
    )
    _stop_at_errors(gift_file)
    questions, notes = with_known_pictures(gift_file, _is_known_picture)
    _report(notes)
    assessment = marketplace.log.load_or_new(Assessment, assessment_import.assessment_id)
    new = [question for question in questions if _is_new(question, assessment)]
    there = len(questions) - len(new)
    if dry_run:
        click.echo(f"{len(new)} questions would be imported; {there} already exist.")
        return
    _import(assessment_import, new, assessment, marketplace)
    click.echo(f"{len(new)} questions imported; {there} already existed: test {assessment.id}.")


@click.command("export-test")
@click.argument("assessment_id", type=click.UUID)
@click.option("--draft", is_flag=True, help="Export the draft of the next edition.")
def export_test(assessment_id: UUID, *, draft: bool) -> None:
    """
    Write the questions of the test ASSESSMENT_ID as a GIFT file, on stdout.

    They are those of the latest edition, with corrections applied and without voided questions.
    """
    assessment = open_marketplace().log.load(Assessment, assessment_id)
    click.echo(
        write_gift(assessment.draft_questions() if draft else _published(assessment)), nl=False
    )


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {os.strerror(error.errno or 0)}.") from None


def _assessment_import(
    slug: str, subject: str, title: str, language: str, marketplace: Marketplace
) -> AssessmentImport:
    brand_id, subject_id = brand_called(slug, marketplace), subject_called(subject, marketplace)
    return AssessmentImport(brand_id, subject_id, title, language)


def _stop_at_errors(gift_file: GiftFile) -> None:
    _report(gift_file.errors)
    if gift_file.errors:
        count = len(gift_file.errors)
        click.echo(f"{count} error{'s' * (count > 1)}: nothing was imported.", err=True)
        sys.exit(1)


def _report(messages: Sequence[LineMessage]) -> None:
    for line, text in messages:
        click.echo(f"line {line}: {text}", err=True)


def _is_known_picture(digest: str) -> bool:
    """The store is only opened for a file with pictures."""
    with closing(open_store(Settings.from_environment())) as store:
        return PictureStore(store).has(digest)


def _is_new(question: Question, assessment: Assessment) -> bool:
    """Or written otherwise than the last time."""
    return (
        question.id not in assessment.drafted or assessment.revisions[question.id][-1] != question
    )


def _import(
    assessment_import: AssessmentImport,
    questions: list[Question],
    assessment: Assessment,
    marketplace: Marketplace,
) -> None:
    if assessment.version and questions:
        marketplace.assessments.revise_questions(
            assessment.id, questions, AUTHOR, marketplace.clock()
        )
    if not assessment.version:
        marketplace.assessments.create(
            assessment.id,
            assessment_import.brand_id,
            assessment_import.subject_id,
            assessment_import.title,
            assessment_import.language,
            AUTHOR,
            marketplace.clock(),
            questions=questions,
        )


def _published(assessment: Assessment) -> list[Question]:
    if not assessment.editions:
        raise NotNow("This test has no published edition yet. Add --draft.")
    revisions, void = assessment.editions[-1].questions, assessment.voided()
    counting = [revision for revision in revisions if revision.question_id not in void]
    return [with_current_key(revision, assessment) for revision in counting]
