"""How a page reads its address: a form over the query string, and a plain answer to what it cannot read."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sized

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

LONGEST_LIST = 30  # so many allowed values are still read in a sentence
MAX_DIGITS = 9
MAX_WORDS = 100  # characters of a search
SHOWN_NAME = 60  # characters of an unknown parameter that an answer repeats

FormT = TypeVar("FormT", bound="Query")


class RefusedError(Exception):
    """An address that asks for what does not exist; `wrong` says for each parameter what is the matter."""

    def __init__(self, wrong: list[tuple[str, str]], status: int = 400, back: str = "") -> None:
        """Name the parameters; 400 for what cannot be read, 404 for what is not there; `back`: where to go instead."""
        super().__init__(wrong)
        self.wrong = wrong
        self.status = status
        self.back = back


class WholeNumber(forms.IntegerField):
    """A whole number, written in the digits 0 to 9: other digits are refused rather than read."""

    default_error_messages = {"invalid": gettext_lazy("Write a whole number with the digits 0 to 9.")}

    def to_python(self, value: object) -> int | None:
        """Read the number."""
        written = str(value if value is not None else "").strip()
        if written and not (written.isascii() and written.isdigit() and len(written) <= MAX_DIGITS):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class Query(forms.Form):
    """What a page may be asked. Every field may be left out; `defaults` says what that means."""

    defaults: dict[str, Any] = {}
    page = WholeNumber(required=False, min_value=1)

    def value(self, name: str) -> Any:  # noqa: ANN401  # as the field reads it
        """Give what was asked, or the default."""
        given = self.cleaned_data[name]
        return self.defaults.get(name, given) if given in (None, "") else given

    def address(self, **changed: object) -> str:
        """Give the query string of this page with some parameters changed; the page number is left out."""
        query = QueryDict(mutable=True)
        for name in self.fields:
            if name != "page" and self.data.get(name) not in (None, ""):
                query[name] = self.data[name]
        for name, value in changed.items():
            query.pop(name, None)
            if value not in (None, ""):
                query[name] = str(value)
        return query.urlencode()

    @property
    def pages_query(self) -> str:
        """The query string in front of a page number."""
        query = self.address()
        return f"{query}&" if query else ""


def read(form: FormT, also: Iterable[str] | None = ()) -> FormT:
    """Give the form if all of it can be read; refuse the address otherwise, parameter by parameter.

    `also` names parameters that somebody else reads; None: what the form does not know is let be.
    """
    wrong = [(name, _said(form, name, errors)) for name, errors in form.errors.items()]
    if also is not None:
        wrong += unknown_among(form.data, [*form.fields, *also])
    if wrong:
        raise RefusedError(wrong)
    return form


def refuse_unknown(query: QueryDict, allowed: Iterable[str]) -> None:
    """Refuse parameters that mean nothing on a page: a misspelt one would show more than was asked for."""
    if unknown := unknown_among(query, list(allowed)):
        raise RefusedError(unknown)


def unknown_among(query: Mapping[str, Any], allowed: list[str]) -> list[tuple[str, str]]:
    """Say of each parameter that is not allowed what is."""
    said = _("There is no such parameter here. Allowed: %(names)s.") % {"names": ", ".join(allowed) or _("none")}
    return [(name[:SHOWN_NAME].replace("\0", "�"), said) for name in query if name not in allowed]


def page_number(query: QueryDict) -> int:
    """Read the number of a page out of an address."""
    try:
        return WholeNumber(required=False, min_value=1).clean(query.get("page", "")) or 1
    except forms.ValidationError as error:
        raise RefusedError([("page", " ".join(error.messages))]) from None


def page_of(rows: Sized | QuerySet[Any], query: Query | int, size: int) -> Page[Any]:
    """Give the page that was asked for; one beyond the last does not exist."""
    paginator: Paginator[Any] = Paginator(rows, size)  # type: ignore[arg-type]  # whatever can be counted and cut
    number = query if isinstance(query, int) else query.value("page") or 1
    if number > paginator.num_pages:
        text = _("There are %(pages)s pages.") % {"pages": paginator.num_pages}
        raise RefusedError([("page", text)], status=404)
    return paginator.page(number)


def shows(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Serve a page that only shows: GET and HEAD, and a plain answer to an address that it cannot read."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:  # noqa: ANN401  # of the address
        try:
            return view(request, *args, **named)
        except RefusedError as refused:
            return refusal(request, refused)

    return answer


def refusal(request: HttpRequest, refused: RefusedError) -> TemplateResponse:
    """Answer what cannot be read: with a page; where only a part of a page would change, with a line above it."""
    context = {"wrong": refused.wrong, "status": refused.status, "back": refused.back}
    htmx = getattr(request, "htmx", None)
    if not htmx or htmx.history_restore_request:
        return TemplateResponse(request, "browse/refused.html", context, status=refused.status)
    headers = {"HX-Retarget": "#messages", "HX-Reswap": "innerHTML", "HX-Push-Url": "false", "HX-Reselect": "unset"}
    response = TemplateResponse(request, "browse/partials/refused.html", context, status=422)
    for name, value in headers.items():
        response[name] = value
    return response


def _said(form: forms.Form, name: str, errors: Iterable[object]) -> str:
    """Put a parameter's errors into words, with what is allowed where that is a short list."""
    field = form.fields.get(name)
    allowed = [str(value) for value, _text in getattr(field, "choices", ()) if value != ""]
    said = " ".join(str(error) for error in errors)
    if 0 < len(allowed) <= LONGEST_LIST:
        said += " " + _("Allowed: %(values)s.") % {"values": ", ".join(allowed)}
    return said
