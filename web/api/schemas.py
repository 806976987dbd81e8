"""What the schemas of all resources share; from them, OpenAPI's document is made."""

from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn

from marshmallow import RAISE, Schema, ValidationError, fields, validate
from typing_extensions import override

from domain.errors import translatable
from web.http.form_fields import FieldErrors, parse_day
from web.i18n.language import gettext

DEFAULT_LIMIT, MAX_LIMIT = 50, 200


def about(sentence: str) -> dict[str, Any]:
    """The arguments of a field that say what it means; the sentence is marked `translatable`."""
    return {"metadata": {"description": sentence}}


MINOR = translatable("In minor units of the currency: 250 is 2.50.")


class AnswerSchema(Schema):
    """What a program reads: every field is always there, perhaps null."""

    @override
    def on_bind_field(self, *bound: Any, **_: Any) -> None:
        _name, field = bound
        field.required = True


class QuerySchema(Schema):
    """The query of an address: what it does not know is an error, as it may be misspelt."""

    ERRORS: ClassVar[FieldErrors] = {}

    class Meta:
        unknown = RAISE

    @override
    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> NoReturn:
        """Replace marshmallow's sentences by our own."""
        assert isinstance(error.messages, dict)
        raise ValidationError({name: [self._sentence(name)] for name in error.messages})

    def _sentence(self, name: str) -> str:
        errors = {**PAGE_ERRORS, **self.ERRORS}
        return errors[name]() if name in errors else gettext("This parameter does not exist.")


PAGE_ERRORS: FieldErrors = {
    "limit": lambda: gettext("The limit must be from 1 to %(n)s.", n=MAX_LIMIT),
    "cursor": lambda: gettext("Use a cursor that this list returned."),
}


class PageQuerySchema(QuerySchema):
    """For lists that are read page by page."""

    cursor = fields.String(
        metadata={"description": translatable("Where to go on: `next_cursor` of the last page.")},
    )
    limit = fields.Integer(
        load_default=DEFAULT_LIMIT,
        validate=validate.Range(1, MAX_LIMIT),
        **about(translatable("How many at most, from 1 to 200; 50 if it is not given.")),
    )


class DayField(fields.Date):
    """A day as year-month-day, and in no other notation of ISO 8601."""

    @override
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return parse_day(value)


class ProblemSchema(Schema):
    """What went wrong, as RFC 9457 has it."""

    type = fields.String(
        required=True, **about(translatable("Always `about:blank`: the status says which kind."))
    )
    title = fields.String(required=True, **about(translatable("What went wrong, in a few words.")))
    status = fields.Integer(required=True, **about(translatable("The HTTP status.")))
    detail = fields.String(
        required=True, metadata={"description": translatable("What is wrong, and what to do.")}
    )
    errors = fields.Dict(
        metadata={"description": translatable("By place and field, what is wrong there.")}
    )


class MoneySchema(AnswerSchema):
    """An amount of money in the minor units of a currency."""

    amount_minor = fields.Integer(**about(MINOR))
    currency = fields.String(metadata={"description": translatable("As in ISO 4217.")})


def money_answer(amount_minor: int | None, currency: str | None) -> dict[str, Any] | None:
    """What MoneySchema describes; None for no amount."""
    return None if amount_minor is None else {"amount_minor": amount_minor, "currency": currency}


def page_schema(item: type[Schema]) -> Schema:
    """A page of a list."""
    name = item.__name__.removesuffix("Schema") + "PageSchema"
    described = {"description": translatable("For the next page; null on the last one.")}
    page: Mapping[str, fields.Field[Any]] = {
        "items": fields.List(fields.Nested(item), **about(translatable("Those of this page."))),
        "next_cursor": fields.String(allow_none=True, metadata=described),
    }
    return AnswerSchema.from_dict(dict(page), name=name)()
