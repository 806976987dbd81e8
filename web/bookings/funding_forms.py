"""Forms about payments: searching the awaited ones, and recording what became of one."""

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from marshmallow import ValidationError, fields, validate

from domain.bookings.funding import FundingMethod, FundingRefusalReason
from projections.bookings.funding import FundingFilter
from projections.brands.brands import BrandSummary
from web.bookings.funding_numbers import first_bytes_of
from web.http.form_fields import FieldErrors, FilterSchema, TextField, Values
from web.i18n.language import gettext
from web.i18n.locale_names import without_accents
from web.payments.bank_references import MAX_REFERENCE, parse_bank_reference

MAX_SEARCH = 100


class AwaitedFundingSchema(FilterSchema):
    ERRORS: ClassVar[FieldErrors] = {
        "search": lambda: gettext("Enter up to %(n)s characters.", n=MAX_SEARCH),
        "method": lambda: gettext("Choose how the amount is paid in."),
    }

    search = TextField(one_line=True, validate=validate.Length(max=MAX_SEARCH))
    method = fields.Enum(FundingMethod, by_value=True)


class AwaitedFundingQuery(NamedTuple):
    """Which of the awaited payments to show."""

    search: str = ""
    """A part of a brand's name, or the beginning of a payment number."""
    method: FundingMethod | None = None

    def filter_among(self, brands: list[BrandSummary]) -> FundingFilter:
        """The same for the read model, which knows brands by their ids."""
        if not self.search:
            return FundingFilter(self.method)
        searched = without_accents(self.search)
        named = [brand.brand_id for brand in brands if searched in without_accents(brand.name)]
        return FundingFilter(self.method, named, first_bytes_of(self.search))


class RecordedPayment(NamedTuple):
    """What was typed about a payment, what is wrong with it by field, and what it says."""

    values: Values
    errors: Mapping[str, str]
    reference: str = ""
    reason: str = ""


def read_query(query: Mapping[str, str]) -> AwaitedFundingQuery:
    """Raises ValidationError."""
    return AwaitedFundingQuery(**AwaitedFundingSchema().load(query))


def read_received(form: Mapping[str, str]) -> RecordedPayment:
    """The form that says that a payment was received."""
    sentence = gettext(
        "Enter the reference as on the bank statement or the card receipt: up to %(n)s characters"
        " without accents, at least one of them a digit.",
        n=MAX_REFERENCE,
    )
    typed = form.get("reference", "")
    try:
        return RecordedPayment({}, {}, reference=parse_bank_reference(typed, sentence))
    except ValidationError as error:
        return RecordedPayment({"reference": typed}, {"reference": str(error.messages[0])})


def read_refused(form: Mapping[str, str]) -> RecordedPayment:
    """The form that says that a payment was not received."""
    reason = form.get("reason", "")
    if reason in set(FundingRefusalReason):
        return RecordedPayment({}, {}, reason=reason)
    sentence = gettext("Choose why the payment was not received.")
    return RecordedPayment({"reason": reason}, {"reason": sentence})
