"""Lists of parts for programs: the same filters, counts and verdicts as on the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from api import documents
from api.examples import PARTS_LISTED
from api.filtering import refuse_unknown
from api.serializers import catalogue as serializers
from api.serializers.facets import FacetsSerializer
from api.sparse import FIELDS, PARAMETER
from api.views.catalogue import KEPT_SECONDS, CatalogueList, part_rows
from browse.facets import ONE_OF, RANGES
from browse.selection import MOST_FOUND, select
from browse.wanted import FITS, MAX_ORDER, UnreadableError, parameters, read
from catalog.models import Kind, Part
from catalog.revisions import current
from prices.filters import PricedPartFilter
from prices.stock import stock_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from rest_framework.request import Request

    from browse.selection import Selection

PAGING = ("limit", "offset", FIELDS)


def kind_asked(request: Request) -> Kind | None:
    """Give the kind that a request is about: the one it names, or graphics cards where it names a GPU."""
    written = request.query_params.get("kind", "")
    if not written and request.query_params.get("gpu"):
        return Kind.CARD
    return Kind(written) if written in Kind.values else None


def selected(request: Request, kind: Kind, also: tuple[str, ...]) -> Selection:
    """Find the parts that a request asks for; what cannot be read is named."""
    revisions = current()
    stock = stock_of(kind, revisions)
    query = request.query_params.copy()
    query.pop("kind", None)
    try:
        return select(read(kind, query, stock.shelf, also), stock, revisions)
    except UnreadableError as error:
        raise ValidationError(error.wrong) from None


class SelectedParts:
    """Parts in an order of their own, fetched where a page of them is cut out."""

    def __init__(self, keys: Keys | list[int], kind: Kind | None) -> None:
        """Take their keys, and the kind if they are all of one."""
        self._keys, self._kind = keys, kind

    def __len__(self) -> int:
        """How many there are."""
        return len(self._keys)

    def __getitem__(self, place: slice) -> list[Part]:
        """Give a page. One query."""
        keys = self._keys[place]
        found = part_rows(self._kind).defer("fact_sources", "part_numbers").in_bulk(keys)
        return [found[key] for key in keys if key in found]


class Keys:
    """The primary keys of a selection."""

    def __init__(self, selection: Selection) -> None:
        """Take the selection."""
        self._selection = selection

    def __len__(self) -> int:
        """How many there are."""
        return len(self._selection)

    def __getitem__(self, place: slice) -> list[int]:
        """Give those of a page."""
        return self._selection.keys(self._selection[place])


def best_first(found: QuerySet[Part], words: str) -> SelectedParts:
    """Put parts that match words into the order in which a search gives them. Two queries, or three."""
    kept = set(found.order_by().values_list("pk", flat=True))
    ranked = Part.objects.offered().found(words, MOST_FOUND)
    return SelectedParts([key for key, _kind in ranked if key in kept], None)


def facet_parameters() -> Iterator[OpenApiParameter]:
    """Describe the parameters that only some kinds have."""
    named: dict[str, list[Kind]] = {}
    texts: dict[str, str] = {}
    for kind in Kind:
        for name, facet in ONE_OF[kind].items():
            named.setdefault(name, []).append(kind)
            texts[name] = f"{facet.label.text}: one of several values if given several times; `unknown` is one"
        for name, bounds in RANGES[kind].items():
            for end, words in (("min", "at least"), ("max", "at most")):
                named.setdefault(f"{end}_{name}", []).append(kind)
                texts[f"{end}_{name}"] = f"{bounds.label.text}, {words}{f', in {bounds.unit}' if bounds.unit else ''}"
    for name, kinds_with_it in named.items():
        if name not in PricedPartFilter.base_filters:
            kinds = ", ".join(kinds_with_it)
            yield OpenApiParameter(
                name, OpenApiTypes.STR, many=name in ONE_OF_NAMES, description=f"{texts[name]}. Of: {kinds}."
            )


ONE_OF_NAMES = {name for kind in Kind for name in ONE_OF[kind]}
BUILD = (
    OpenApiParameter(
        "build", OpenApiTypes.STR, description="The code of a build: parts are judged by what is in it. With `kind`."
    ),
    OpenApiParameter(
        "fit", OpenApiTypes.STR, enum=FITS, description="How parts fare in the build; `yes` unless given."
    ),
)

PARTS_EXAMPLE = OpenApiExample("A graphics card of 24 GB", value=PARTS_LISTED, response_only=True, status_codes=["200"])


class Parts(CatalogueList):
    """Parts that one can buy."""

    serializer_class = serializers.PartSerializer
    filterset_class = PricedPartFilter
    queryset = Part.objects.all()

    def get_queryset(self) -> QuerySet[Part]:
        """Give what is offered for new builds, by name."""
        return part_rows(None).filter(withdrawn_at=None).defer("fact_sources", "part_numbers").order_by("name", "pk")

    def filter_queryset(self, queryset: Any) -> Any:  # noqa: ANN401  # rows, or what can be cut like them
        """Narrow the list: within a kind by its facts, without one by what all parts share."""
        kind = kind_asked(self.request)
        if kind is not None:
            return SelectedParts(Keys(selected(self.request, kind, PAGING)), kind)
        found = super().filter_queryset(queryset)
        words = self.request.query_params.get("q", "").strip()
        return found if not words or "ordering" in self.request.query_params else best_first(found, words)

    @documents.documented(
        "List parts",
        "Parts that are offered for new builds, with their facts and cheapest latest price. "
        "Units are in the names of the facts; null means that the source does not say. With `kind`, every fact of the "
        f"kind is a filter, `ordering` takes up to {MAX_ORDER} keys parted by commas (name, price, and figures of the "
        "kind), and `build` keeps what fits a build. With `q` the best match comes first.",
        {200: serializers.PartSerializer(many=True)},
        operation_id="parts_list",
        parameters=[PARAMETER, *facet_parameters(), *BUILD],
        examples=[PARTS_EXAMPLE],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # the framework's own
        """List parts."""
        return super().get(request, *args, **kwargs)


@method_decorator((cache_control(public=True, max_age=KEPT_SECONDS), conditional_page), name="dispatch")
class PartFacets(APIView):
    """What a list of parts can be narrowed by, with counts."""

    authentication_classes = ()

    @documents.documented(
        "Count parts by their facts",
        "For every fact that parts of a kind can be chosen by: its values, and how many of the parts asked for have "
        "each. A fact's own choice is left aside in its counts. Takes the filters of the list; `kind` is required.",
        {200: FacetsSerializer},
        operation_id="parts_facets",
        parameters=[
            OpenApiParameter("kind", OpenApiTypes.STR, required=True, enum=Kind.values, description="Kind of part."),
            *facet_parameters(),
            *BUILD,
        ],
    )
    def get(self, request: Request) -> Response:
        """Count them."""
        kind = kind_asked(request)
        if kind is None:
            allowed = _("Say which kind of part. Allowed: %(kinds)s.") % {"kinds": ", ".join(Kind.values)}
            raise ValidationError({"kind": allowed})
        refuse_unknown(request, ["kind", *parameters(kind)])
        selection = selected(request, kind, ())
        facets = [
            {
                "name": facet.name,
                "values": [
                    {"value": token, "count": number, "chosen": chosen}
                    for token, number, chosen in selection.options(facet)
                ],
            }
            for facet in ONE_OF[kind].values()
        ]
        return Response({"count": len(selection), "facets": facets, "fit": selection.fares() or None})
