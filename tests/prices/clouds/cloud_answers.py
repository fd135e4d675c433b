"""Answers of clouds, as short as they can be."""

from __future__ import annotations

import json

AZURE_ITEM = {
    "currencyCode": "USD", "tierMinimumUnits": 0.0, "retailPrice": 2.0, "armRegionName": "westeurope",
    "effectiveStartDate": "2026-01-01T00:00:00Z", "meterName": "NC4as T4 v3", "skuName": "NC4as T4 v3",
    "productName": "NCasT4 v3 Series", "serviceName": "Virtual Machines", "unitOfMeasure": "1 Hour",
    "type": "Consumption", "isPrimaryMeterRegion": True, "armSkuName": "Standard_NC4as_T4_v3",
}  # fmt: skip
ATTRIBUTES = {
    "instanceType": "g6.xlarge", "vcpu": "4", "memory": "16 GiB", "gpu": "1", "operatingSystem": "Linux",
    "tenancy": "Shared", "capacitystatus": "Used", "preInstalledSw": "NA", "regionCode": "eu-west-1",
    "marketoption": "OnDemand",
}  # fmt: skip
RUNPOD_TYPE = {
    "id": "NVIDIA L4", "displayName": "L4", "memoryInGb": 24, "secureCloud": True, "communityCloud": True,
    "securePrice": 0.4, "communityPrice": 0.3, "secureSpotPrice": 0.2, "communitySpotPrice": None,
    "lowestPrice": {"minVcpu": 8, "minMemory": 50, "stockStatus": "Low"},
}  # fmt: skip
VAST_OFFER = {
    "id": 7, "gpu_name": "RTX 3090", "num_gpus": 4, "gpu_ram": 24576, "cpu_cores": 32, "cpu_cores_effective": 16.0,
    "cpu_ram": 128000, "dph_base": 0.8, "dph_total": 0.9, "min_bid": 0.5, "geolocation": "Oslo, NO",
    "rentable": True, "rented": False,
}  # fmt: skip
SHADEFORM_TYPE = {
    "cloud": "nebius", "cloud_instance_type": "gpu_8x_h100", "hourly_price": 2000,
    "configuration": {"memory_in_gb": 1600, "vcpus": 128, "num_gpus": 8, "gpu_type": "H100_sxm5",
                      "vram_per_gpu_in_gb": 80},
    "availability": [{"region": "eu", "available": True}, {"region": "us", "available": False}],
}  # fmt: skip
SKYPILOT_HEAD = "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,GpuInfo,Price,SpotPrice,Region\n"
GPUHUNT_HEAD = "instance_name,location,price,cpu,memory,gpu_count,gpu_name,gpu_memory,spot,gpu_vendor,flags\n"


def azure_page(*changes, following=None):
    return json.dumps({"Items": [{**AZURE_ITEM, **change} for change in changes], "NextPageLink": following})


def term(*amounts, **about):
    """Make a term of AWS: amounts are (unit, USD)."""
    dimensions = {str(n): {"unit": unit, "pricePerUnit": {"USD": usd}} for n, (unit, usd) in enumerate(amounts)}
    return {"priceDimensions": dimensions, "termAttributes": about}


def aws_list(*products, reserved=()):
    """Make a price list: products are (attributes that differ, USD an hour)."""
    described = {f"SKU{n}": {"attributes": {**ATTRIBUTES, **change}} for n, (change, _) in enumerate(products)}
    hourly = {f"SKU{n}": {"t": term(("Hrs", usd))} for n, (_, usd) in enumerate(products)}
    terms = {"OnDemand": hourly, "Reserved": {"SKU0": {str(n): each for n, each in enumerate(reserved)}}}
    return json.dumps({"products": described, "terms": terms})


def runpod_answer(*changes, **around):
    return json.dumps({"data": {"gpuTypes": [{**RUNPOD_TYPE, **change} for change in changes]}, **around})


def vast_answer(*changes):
    return json.dumps({"offers": [{**VAST_OFFER, "id": 7 + n, **change} for n, change in enumerate(changes)]})


def lambda_answer(**types):
    """Make an answer: name to (description, cents, GPUs, regions)."""
    data = {
        name: {
            "instance_type": {
                "name": name, "gpu_description": about, "description": about, "price_cents_per_hour": cents,
                "specs": {"vcpus": 26, "memory_gib": 200, "gpus": gpus},
            },
            "regions_with_capacity_available": [{"name": region} for region in regions],
        }
        for name, (about, cents, gpus, regions) in types.items()
    }  # fmt: skip
    return json.dumps({"data": data})


def shadeform_answer(*changes):
    return json.dumps({"instance_types": [{**SHADEFORM_TYPE, **change} for change in changes]})


def gpuhunt_table(*rows):
    return GPUHUNT_HEAD + "".join(f"{row}\n" for row in rows)


def skypilot_table(*rows):
    return SKYPILOT_HEAD + "".join(f"{row}\n" for row in rows)


GPU_INFO = "{'Gpus': [{'Name': 'L4', 'Count': 1, 'MemoryInfo': {'SizeInMiB': 24576}}], 'TotalGpuMemoryInMiB': 24576}"

MAKERS = {
    "azure": lambda: azure_page({}),
    "aws": lambda: aws_list(({}, "0.8")),
    "runpod": lambda: runpod_answer({}),
    "vast": lambda: vast_answer({}),
    "lambda": lambda: lambda_answer(gpu_1x_a10=("A10 (24 GB PCIe)", 75, 1, ["us-east-1"])),
    "shadeform": lambda: shadeform_answer({}),
    "gpuhunt": lambda: gpuhunt_table("g2-standard-4,us-east1,0.7,4,16,1,L4,24.0,False,nvidia,"),
    "skypilot": lambda: skypilot_table(f'x-L4,L4,1,8,32,"{GPU_INFO}",0.5,0.2,R'),
}
