"""Texts on the command line: the same characters are refused as everywhere."""

import click
from typing_extensions import override

from domain.errors import Invalid
from domain.text import check_line


class TextParameter(click.types.StringParamType):
    """A text that fits on one line; bytes that are no text arrive as halves of surrogate pairs."""

    @override
    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        text = str(super().convert(value, param, ctx))
        try:
            check_line(text)
        except Invalid as refusal:
            self.fail(str(refusal), param, ctx)
        return text


TEXT = TextParameter()
