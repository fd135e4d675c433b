"""What can be looked up as a whole: clouds' price lists, and the European Central Bank's rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

DAILY, HOURLY = timedelta(days=1), timedelta(hours=1)
GPUHUNT_CLOUDS = ("aws", "azure", "gcp", "oci", "nebius", "verda", "crusoe", "digitalocean", "jarvislabs", "lium")
SKYPILOT_CLOUDS = ("hyperstack", "jarvislabs", "lambda", "lium", "nebius", "oci", "runpod", "vast", "verda")
SKYPILOT = "https://raw.githubusercontent.com/skypilot-org/skypilot-catalog/master/catalogs/v8/{cloud}/vms.csv"
GPUHUNT = "https://dstack-gpu-pricing.s3.eu-west-1.amazonaws.com/v3"
ECB = "ecb"


@dataclass(frozen=True, slots=True)
class FeedSpec:
    """A list: its shape, where it is, how often it is worth a look, and the setting with its key."""

    name: str
    shape: str  # the name of its reader
    title: str
    address: str  # empty: only from a file
    every: timedelta = DAILY
    key: str = ""  # the setting's name
    needs_key: bool = False
    cloud: str = ""  # whose catalogue, where one shape has those of several clouds


_OWN = (
    FeedSpec("aws", "aws", "AWS price list", ""),
    FeedSpec("azure", "azure", "Azure Retail Prices", "https://prices.azure.com/api/retail/prices"),
    FeedSpec("runpod", "runpod", "RunPod", "https://api.runpod.io/graphql", HOURLY * 6, "RUNPOD_API_KEY"),
    FeedSpec("vast", "vast", "Vast.ai", "https://console.vast.ai/api/v0/bundles/", HOURLY * 6),
    FeedSpec(
        "lambda", "lambda", "Lambda", "https://cloud.lambdalabs.com/api/v1/instance-types",
        HOURLY * 6, "LAMBDA_API_KEY",
        needs_key=True,
    ),
    FeedSpec(
        "shadeform", "shadeform", "Shadeform", "https://api.shadeform.ai/v1/instances/types", HOURLY * 6,
        "SHADEFORM_API_KEY", needs_key=True,
    ),
    FeedSpec(
        ECB, ECB, "ECB euro reference rates", "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"
    ),
)  # fmt: skip

FEEDS: dict[str, FeedSpec] = {
    spec.name: spec
    for spec in (
        *_OWN,
        *(
            FeedSpec(f"gpuhunt-{cloud}", "gpuhunt", f"gpuhunt's catalogue: {cloud}", GPUHUNT, cloud=cloud)
            for cloud in GPUHUNT_CLOUDS
        ),
        *(
            FeedSpec(
                f"skypilot-{cloud}", "skypilot", f"SkyPilot's catalogue: {cloud}", SKYPILOT.format(cloud=cloud),
                cloud=cloud,
            )
            for cloud in SKYPILOT_CLOUDS
        ),
    )
}  # fmt: skip
