"""AWS's price list of EC2, as JSON or as CSV: products, and terms that belong to them.

Taken are Linux instances on shared hosts without software that costs extra; spot prices are not in the list.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from prices.clouds.documents import mapping, parsed, table
from prices.clouds.instances import AWS_OTHER, aws_gpu
from prices.clouds.merging import merged
from prices.clouds.quote import CloudQuote, PayloadError, Reading
from prices.clouds.row import Row, RowError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

HOURS_PER_YEAR = Decimal(8_760)
PROVIDER = "AWS"
WANTED = {
    "operatingSystem": {"linux"},
    "tenancy": {"shared"},
    "capacitystatus": {"used"},
    "preInstalledSw": {"na", ""},
    "marketoption": {"ondemand", ""},
}
MEMORY = re.compile(r"([\d,]+(?:\.\d+)?)\s*(GiB|TiB|MiB|GB)", re.IGNORECASE)
GIB = {"gib": 1.0, "gb": 1.0, "tib": 1024.0, "mib": 1 / 1024}
PREAMBLE = "SKU"  # the CSV's header, under five lines about the file
NEEDED = ("SKU", "TermType", "Unit", "PricePerUnit", "Currency", "Instance Type", "Operating System", "Tenancy")
IN_CSV = {
    "instanceType": "Instance Type",
    "vcpu": "vCPU",
    "memory": "Memory",
    "gpu": "GPU",
    "regionCode": "Region Code",
    "operatingSystem": "Operating System",
    "tenancy": "Tenancy",
    "capacitystatus": "CapacityStatus",
    "preInstalledSw": "Pre Installed S/W",
    "marketoption": "MarketOption",
}


def read(pages: Sequence[str]) -> Reading:
    """Read price lists, each of a region or of all.

    Raises:
        PayloadError: one of them is no such list.
    """
    reading = Reading()
    for page in pages:
        document = _from_csv(page) if page.lstrip("\ufeff \r\n")[:1] not in {"{", "[", "<", ""} else parsed(page)
        products, terms = mapping(document, "products"), mapping(document, "terms")
        if not isinstance(terms.get("OnDemand"), dict):
            message = "the list has no terms on demand"
            raise PayloadError(message)
        for sku, product in products.items():
            with reading.row(product, str(sku)) as row:
                _add(row.inner("attributes"), _terms(terms, sku), reading)
    reading.quotes = merged(reading.quotes)
    return reading


def _terms(terms: Mapping[str, Any], sku: str) -> dict[str, list[Any]]:
    """Give a product's terms by kind."""
    by_kind = {kind: terms.get(kind) for kind in ("OnDemand", "Reserved")}
    found = {kind: each.get(sku) for kind, each in by_kind.items() if isinstance(each, dict)}
    return {kind: list(each.values()) for kind, each in found.items() if isinstance(each, dict)}


def _add(attributes: Row, terms: Mapping[str, list[Any]], reading: Reading) -> None:
    """Add a product's quote; what is not wanted is passed over, what cannot be read is refused."""
    if any(attributes.text(key).lower() not in allowed for key, allowed in WANTED.items()):
        return
    instance = attributes.text("instanceType")
    gpus = aws_gpu(instance)
    if not instance or AWS_OTHER.match(instance) or (gpus is None and not attributes.number("gpu")):
        return
    count = attributes.count("gpu")
    if not count:
        message = f"{instance}: the list does not say how many GPUs it has"
        raise RowError(message)
    on_demand = min(_hourly(terms.get("OnDemand", [])), default=None)
    if on_demand is None:
        message = f"{instance}: no price per hour in USD"
        raise RowError(message)
    reading.quotes.append(
        CloudQuote(
            provider=PROVIDER,
            instance=instance,
            gpu=gpus.gpu if gpus else None,
            count=count,
            vram_gb_each=gpus.memory_gb if gpus else None,
            vcpu=attributes.soft("vcpu"),
            ram_gb=_memory(attributes.text("memory")),
            region=attributes.text("regionCode") or attributes.text("location") or None,
            on_demand=on_demand,
            reserved_1y=_reserved(terms.get("Reserved", [])),
            form=gpus.form if gpus else "",
        )
    )


def _memory(text: str) -> float | None:
    found = MEMORY.fullmatch(text)
    return float(found[1].replace(",", "")) * GIB[found[2].lower()] if found else None


def _hourly(terms: Iterable[object]) -> Iterator[Decimal]:
    """Give the prices by the hour of terms on demand; 0 is none."""
    for term in terms:
        once, hourly = _amounts(term)
        if hourly and not once:
            yield hourly


def _reserved(terms: Iterable[object]) -> Decimal | None:
    """Give the lowest price of an hour in a year's reservation: what is paid at once is spread over its hours.

    Convertible reservations cost more; they count where there is no other.
    """
    found: dict[bool, list[Decimal]] = {}
    for term in terms:
        about = _row(term).inner("termAttributes")
        if about.text("LeaseContractLength").replace(" ", "").lower() not in {"1yr", "1year"}:
            continue
        once, hourly = _amounts(term)
        if once or hourly:
            convertible = about.text("OfferingClass").lower() == "convertible"
            found.setdefault(convertible, []).append((once or 0) / HOURS_PER_YEAR + (hourly or 0))
    return min(found.get(False) or found.get(True) or [], default=None)


def _amounts(term: object) -> tuple[Decimal | None, Decimal | None]:
    """Give what a term costs at once and by the hour, in USD; None where it names none."""
    once = hourly = None
    dimensions = _row(term).get("priceDimensions")
    for each in dimensions.values() if isinstance(dimensions, dict) else ():
        dimension = _row(each)
        amount = dimension.inner("pricePerUnit").number("USD")
        if dimension.text("unit").lower() in {"hrs", "hours", "hour"}:
            hourly = amount
        elif dimension.text("unit").lower() == "quantity":
            once = amount
    return once, hourly


def _row(values: object) -> Row:
    return Row(values, lambda _why: None)


def _from_csv(text: str) -> dict[str, Any]:
    """Bring the CSV into the shape of the JSON."""
    products: dict[str, Any] = {}
    terms: dict[str, dict[str, dict[str, Any]]] = {"OnDemand": {}, "Reserved": {}}
    for number, row in table(text, NEEDED, preamble=PREAMBLE):
        sku, kind = row.get("SKU", ""), row.get("TermType", "")
        if not sku or kind not in terms:
            continue
        products[sku] = {"attributes": {key: row.get(column, "") for key, column in IN_CSV.items()}}
        term = (
            terms[kind]
            .setdefault(sku, {})
            .setdefault(
                row.get("OfferTermCode") or "term",
                {
                    "termAttributes": {
                        "LeaseContractLength": row.get("LeaseContractLength", ""),
                        "OfferingClass": row.get("OfferingClass", ""),
                    },
                    "priceDimensions": {},
                },
            )
        )
        term["priceDimensions"][str(number)] = {
            "unit": row.get("Unit", ""),
            "pricePerUnit": {row.get("Currency", ""): row.get("PricePerUnit", "")},
        }
    return {"products": products, "terms": terms}
