"""What is read from clouds' answers, and what is not."""

import json
from decimal import Decimal

import pytest
from cloud_answers import (
    GPU_INFO,
    MAKERS,
    aws_list,
    azure_page,
    gpuhunt_table,
    lambda_answer,
    runpod_answer,
    shadeform_answer,
    skypilot_table,
    term,
    vast_answer,
)

from prices.clouds import aws, azure, gpuhunt, lambda_labs, runpod, shadeform, skypilot, vast
from prices.clouds.readers import READERS, reader_of


def only(reading):
    """Give the one quote."""
    (quote,) = reading.quotes
    return quote


def whys(reading):
    return [each.why for each in reading.skipped]


@pytest.mark.parametrize("shape", READERS)
def test_each_reader_reads_its_shortest_answer_without_a_complaint(shape):
    reading = READERS[shape]([MAKERS[shape]()])
    assert reading.quotes
    assert not reading.skipped
    assert all(isinstance(quote.on_demand, Decimal) for quote in reading.quotes)


# Azure


def test_azure_spot_and_reservation_join_the_price_on_demand_over_pages():
    first = azure_page({}, {"skuName": "NC4as T4 v3 Spot", "meterName": "NC4as T4 v3 Spot", "retailPrice": 0.5})
    second = azure_page({"type": "Reservation", "reservationTerm": "1 Year", "retailPrice": 8760},
                        {"type": "Reservation", "reservationTerm": "3 Years", "retailPrice": 100})  # fmt: skip
    quote = only(azure.read([first, second]))
    assert (quote.on_demand, quote.spot, quote.reserved_1y) == (2, Decimal("0.5"), 1)
    assert (quote.gpu, quote.count, quote.vram_gb_each, quote.region) == ("T4", 1, 16, "westeurope")


@pytest.mark.parametrize(
    "other",
    [
        {"productName": "NCasT4 v3 Series Windows"},
        {"productName": "NCasT4 v3 Series CloudServices"},
        {"productName": "Dedicated Host NCasT4"},
        {"skuName": "NC4as T4 v3 Low Priority"},
        {"type": "DevTestConsumption"},
        {"serviceName": "Azure Databricks"},
        {"retailPrice": 0.0},
        {"armSkuName": ""},
        {"armSkuName": "Standard_D4s_v5"},
        {"tierMinimumUnits": 100.0},
    ],
)
def test_azure_rows_of_other_things_change_nothing(other):
    row = {"retailPrice": 1.0, **other}
    assert only(azure.read([azure_page({}, row)])).on_demand == 2
    assert not azure.read([azure_page(row)]).quotes


def test_azure_takes_the_newest_of_rows_that_differ_only_in_their_day():
    old = {"retailPrice": 1.0, "effectiveStartDate": "2025-01-01T00:00:00Z"}
    for rows in (({}, old), (old, {})):
        assert only(azure.read([azure_page(*rows)])).on_demand == 2


def test_azure_takes_the_same_row_twice_once():
    assert only(azure.read([azure_page({}, {})])).on_demand == 2


@pytest.mark.parametrize(
    ("instance", "gpu", "count", "memory"),
    [
        ("Standard_NC96ads_A100_v4", "A100 80GB", 4, 80),
        ("Standard_ND96asr_v4", "A100 40GB", 8, 40),
        ("Standard_ND96amsr_A100_v4", "A100 80GB", 8, 80),
        ("Standard_NC64as_T4_v3", "T4", 4, 16),
        ("Standard_NC80adis_H100_v5", "H100 NVL", 2, 94),
        ("Standard_ND96isr_H100_v5", "H100", 8, 80),
        ("Standard_NC24rs_v3", "V100 16GB", 4, 16),
        ("Standard_NV72ads_A10_v5", "A10", 2, 24),
        ("Standard_NC6_Promo", "K80", 1, 12),
    ],
)
def test_azure_gpus_follow_from_the_instance_type(instance, gpu, count, memory):
    quote = only(azure.read([azure_page({"armSkuName": instance})]))
    assert (quote.gpu, quote.count, quote.vram_gb_each) == (gpu, count, memory)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"armSkuName": "Standard_NV6ads_A10_v5"}, "share of a GPU"),
        ({"armSkuName": "Standard_NC999x_v9"}, "the table of instance types"),
        ({"currencyCode": "EUR"}, "priced in EUR"),
        ({"unitOfMeasure": "1 GB/Month"}, "not per hour"),
        ({"retailPrice": "free"}, "retailPrice is 'free', not a number"),
        ({"retailPrice": -1}, "retailPrice is -1"),
        ({"type": "Reservation", "reservationTerm": "1 Year"}, "a reservation without a price by the hour"),
    ],
)
def test_azure_says_why_a_row_was_left_out_and_keeps_the_others(change, why):
    reading = azure.read([azure_page(change, {"armSkuName": "Standard_NC8as_T4_v3"})])
    assert only(reading).instance == "Standard_NC8as_T4_v3"
    assert why in whys(reading)[0]


# AWS


@pytest.mark.parametrize(
    "other",
    [
        {"operatingSystem": "Windows"},
        {"operatingSystem": "RHEL"},
        {"tenancy": "Dedicated"},
        {"capacitystatus": "UnusedCapacityReservation"},
        {"preInstalledSw": "SQL Web"},
        {"marketoption": "CapacityBlock"},
        {"instanceType": "m7i.large", "gpu": ""},
        {"instanceType": "trn1.2xlarge", "gpu": "1"},
    ],
)
def test_aws_products_of_other_kinds_are_passed_over(other):
    reading = aws.read([aws_list(({}, "0.8"), (other, "0.1"))])
    assert only(reading).on_demand == Decimal("0.8")
    assert not reading.skipped


def test_aws_spreads_what_is_paid_at_once_over_a_year_and_takes_the_lowest():
    year = {"LeaseContractLength": "1yr", "OfferingClass": "standard"}
    terms = [
        term(("Quantity", "876"), ("Hrs", "0.5"), **year),
        term(("Quantity", "5256"), ("Hrs", "0.0"), **year),
        term(("Hrs", "0.1"), LeaseContractLength="3yr", OfferingClass="standard"),
        term(("Hrs", "0.2"), LeaseContractLength="1yr", OfferingClass="convertible"),
    ]
    quote = only(aws.read([aws_list(({}, "0.8"), reserved=terms)]))
    assert (quote.on_demand, quote.reserved_1y) == (Decimal("0.8"), Decimal("0.6"))


@pytest.mark.parametrize(
    ("change", "usd", "why"),
    [
        ({"gpu": "0.125"}, "1", "a share of a GPU"),
        ({"gpu": ""}, "1", "does not say how many"),
        ({}, "0.0000000000", "no price per hour in USD"),
        ({}, "NaN", "'NaN', not a number"),
        ({}, None, "no price per hour in USD"),
    ],
)
def test_aws_says_why_a_product_was_left_out(change, usd, why):
    reading = aws.read([aws_list((change, usd), ({"instanceType": "p5.48xlarge", "gpu": "8"}, "55"))])
    assert only(reading).instance == "p5.48xlarge"
    assert why in whys(reading)[0]


def test_aws_names_no_gpu_for_a_family_that_the_table_does_not_have():
    quote = only(aws.read([aws_list(({"instanceType": "g99.xlarge"}, "1"))]))
    assert (quote.gpu, quote.vram_gb_each, quote.count) == (None, None, 1)


def test_aws_memory_may_have_thousands_and_tebibytes():
    read = [only(aws.read([aws_list(({"memory": text}, "1"))])).ram_gb for text in ("1,152 GiB", "2 TiB", "NA")]
    assert read == [1152, 2048, None]


def test_aws_csv_gives_the_same_as_its_json():
    head = ('"FormatVersion","v1.0"\n"Disclaimer","d"\n"Publication Date","x"\n"Version","1"\n"OfferCode","AmazonEC2"\n'
            '"SKU","OfferTermCode","TermType","LeaseContractLength","OfferingClass","Unit","PricePerUnit","Currency",'
            '"Instance Type","vCPU","Memory","GPU","Region Code","Operating System","Tenancy","CapacityStatus",'
            '"Pre Installed S/W","MarketOption"\n')  # fmt: skip
    rest = '"g6.xlarge","4","16 GiB","1","eu-west-1","Linux","Shared","Used","NA","OnDemand"\n'
    table = (head + '"SKU0","a","OnDemand","","","Hrs","0.8","USD",' + rest
             + '"SKU0","b","Reserved","1yr","standard","Hrs","0.5","USD",' + rest)  # fmt: skip
    from_json = aws_list(({}, "0.8"), reserved=[term(("Hrs", "0.5"), LeaseContractLength="1yr")])
    assert only(aws.read([table])) == only(aws.read([from_json]))


# RunPod


def test_runpod_gives_a_quote_for_each_tier_with_what_one_gpu_costs():
    secure, community = runpod.read([runpod_answer({})]).quotes
    assert (secure.tier, secure.on_demand, secure.spot) == ("secure", Decimal("0.4"), Decimal("0.2"))
    assert (community.tier, community.on_demand, community.spot) == ("community", Decimal("0.3"), None)
    assert (secure.vcpu, secure.ram_gb, secure.vram_gb_each, secure.available) == (8, 50, 24, True)


@pytest.mark.parametrize(
    ("change", "tiers"),
    [
        ({"communityCloud": False}, ["secure"]),
        ({"communityPrice": 0}, ["secure"]),
        ({"securePrice": None, "secureSpotPrice": None}, ["community"]),
        ({"securePrice": "0.4"}, ["secure", "community"]),
        ({"id": "NVIDIA H100 MIG 1g.10gb"}, []),
        ({"displayName": "unknown", "id": "unknown"}, []),
        ({"securePrice": -1, "communityPrice": float("nan"), "secureSpotPrice": None}, []),
    ],
)
def test_runpod_tiers_without_a_price_and_slices_do_not_come_out(change, tiers):
    assert [quote.tier for quote in runpod.read([runpod_answer(change)]).quotes] == tiers


@pytest.mark.parametrize("spot", [0, 0.4, None, "", "0.00"])
def test_a_spot_price_that_is_none_does_not_come_out(spot):
    assert runpod.read([runpod_answer({"secureSpotPrice": spot})]).quotes[0].spot is None


@pytest.mark.parametrize("lowest", [None, {}, {"stockStatus": None}, {"stockStatus": ""}, {"stockStatus": "None"}])
def test_runpod_without_stock_is_not_available(lowest):
    assert runpod.read([runpod_answer({"lowestPrice": lowest})]).quotes[0].available is False


def test_runpod_errors_beside_data_are_told_and_the_data_kept():
    reading = runpod.read([runpod_answer({}, errors=[{"message": "half of it failed"}])])
    assert len(reading.quotes) == 2
    assert "half of it failed" in whys(reading)[0]


# Vast.ai


def test_vast_adds_the_storage_that_the_total_holds_to_the_lowest_bid():
    quote = only(vast.read([vast_answer({})]))
    assert (quote.on_demand, quote.spot) == (Decimal("0.9"), Decimal("0.6"))
    assert (quote.count, quote.vram_gb_each, quote.ram_gb, quote.region, quote.listing) == (4, 24, 64, "NO", "7")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"rented": True}, "cannot be rented now"),
        ({"rentable": False}, "cannot be rented now"),
        ({"verification": "deverified"}, "not verified"),
        ({"dph_total": 9999, "min_bid": None}, "no price"),
        ({"dph_total": None, "min_bid": None}, "no price"),
        ({"num_gpus": None}, "no GPUs"),
        ({"gpu_name": None}, "no gpu_name"),
        ({"dph_total": "a lot"}, "not a number"),
        ({"id": 7}, "listed twice"),
    ],
)
def test_vast_says_why_an_offer_was_left_out(change, why):
    reading = vast.read([vast_answer({}, change)])
    assert only(reading).listing == "7"
    assert why in whys(reading)[0]


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"min_bid": 9999}, "spot", None),
        ({"min_bid": 0.8}, "spot", None),  # with storage it is the price on demand
        ({"cpu_cores": None}, "ram_gb", None),
        ({"cpu_cores": 0}, "ram_gb", None),
        ({"geolocation": None}, "region", None),
        ({"geolocation": "US"}, "region", "US"),
        ({"geolocation": ", DE"}, "region", "DE"),
        ({"gpu_ram": None}, "vram_gb_each", None),
        ({"gpu_ram": 49140}, "vram_gb_each", 48),
        ({"gpu_ram": "24564"}, "vram_gb_each", 24),
        ({"is_bid": True}, "on_demand", None),
    ],
)
def test_vast_facts_that_are_missing_stay_unknown(change, field, value):
    assert getattr(only(vast.read([vast_answer(change)])), field) == value


# Lambda


@pytest.mark.parametrize(
    ("about", "gpu", "memory"),
    [
        ("A10 (24 GB PCIe)", "A10 PCIe", 24),
        ("8x Tesla V100 (16 GB)", "Tesla V100", 16),
        ("1x GH200 (96 GB)", "GH200", 96),
        ("B200 (180 GB SXM6)", "B200 SXM6", 180),
        ("RTX 6000", "RTX 6000", None),
    ],
)
def test_lambda_names_the_gpu_in_its_description(about, gpu, memory):
    quote = only(lambda_labs.read([lambda_answer(x=(about, 75, 1, []))]))
    assert (quote.gpu, quote.vram_gb_each) == (gpu, memory)


def test_lambda_prices_are_cents_of_the_instance_and_sold_out_types_still_have_one():
    one, other = lambda_labs.read(
        [lambda_answer(a=("A10 (24 GB)", "75", 1, ["us-west-1", "us-west-1"]), b=("H100 (80 GB SXM5)", 15920, 8, []))]
    ).quotes
    assert (one.on_demand, one.regions, one.available) == (Decimal("0.75"), ("us-west-1",), True)
    assert (other.on_demand, other.count, other.regions, other.available) == (Decimal("159.2"), 8, (), False)


@pytest.mark.parametrize(("cents", "gpus"), [(0, 1), (None, 1), ("", 1), (-5, 1), (75, 0.5), (75, 0)])
def test_lambda_types_without_price_or_gpus_do_not_come_out(cents, gpus):
    assert not lambda_labs.read([lambda_answer(x=("A10 (24 GB)", cents, gpus, []))]).quotes


# Shadeform


def test_shadeform_gives_the_clouds_it_resells_and_where_there_is_room():
    quote = only(shadeform.read([shadeform_answer({}, {})]))
    assert (quote.provider, quote.on_demand, quote.count, quote.regions) == ("nebius", 20, 8, ("eu",))
    assert (quote.vram_gb_each, quote.vcpu, quote.ram_gb, quote.available) == (80, 128, 1600, True)


@pytest.mark.parametrize(
    "change",
    [{"hourly_price": 0}, {"hourly_price": None}, {"cloud": None}, {"configuration": None},
     {"configuration": {"num_gpus": 0}}, {"configuration": {"num_gpus": 1, "gpu_type": "A100 MIG 1g.10gb"}}],
)  # fmt: skip
def test_shadeform_types_without_price_cloud_or_whole_gpus_do_not_come_out(change):
    assert not shadeform.read([shadeform_answer(change)]).quotes


def test_shadeform_that_is_nowhere_available_still_has_a_price():
    nowhere = [{"region": "eu", "available": False}]
    quote = only(shadeform.read([shadeform_answer({"availability": nowhere})]))
    assert (quote.regions, quote.available) == ((), False)


# SkyPilot


INFO = {
    "python": GPU_INFO,
    "json": GPU_INFO.replace("'", '""'),
    "mix": GPU_INFO.replace("'Count'", "'Manufacturer': null, 'New': true, 'Count'"),
}


@pytest.mark.parametrize("kind", INFO)
def test_skypilot_reads_the_three_ways_in_which_gpus_are_described(kind):
    reading = skypilot.read([skypilot_table(f'x,L4,1,8,32,"{INFO[kind]}",0.5,0.2,R')])
    assert only(reading).vram_gb_each == 24


@pytest.mark.parametrize("info", ["__import__('os').getcwd()", "{'Gpus': [x]}", "(" * 3000, "[1, 2]", "{'Gpus': [3]}"])
def test_skypilot_descriptions_that_are_no_plain_data_leave_the_memory_unknown(info):
    assert only(skypilot.read([skypilot_table(f'x,L4,1,8,32,"{info}",0.5,0.2,R')])).vram_gb_each is None


@pytest.mark.parametrize(
    ("name", "count", "size", "total", "each"),
    [
        ("A100-80GB", 1, 80, 80, 80),  # RunPod: GB
        ("H200", 8, None, 1128, 141),  # RunPod: GB of all
        ("H100", 8, None, 81920, 80),  # Lambda: of one, in a field for all
        ("L4", 2, None, 49152, 24),
        ("A100", 2, 81920, 163840, 80),
        ("A100-40GB", 2, 81920, 81920, 40),
        ("B300", 2, 268800, 537600, 262.5),
        ("NoSuchGpu", 4, None, 98304, 24),
    ],
)
def test_skypilot_memory_is_brought_to_one_gpu(name, count, size, total, each):
    memory = f"'MemoryInfo': {{'SizeInMiB': {size}}}" if size else "'x': 1"
    info = f"{{'Gpus': [{{{memory}}}], 'TotalGpuMemoryInMiB': {total}}}"
    assert only(skypilot.read([skypilot_table(f'x,{name},{count}.0,8,32,"{info}",0.5,,R')])).vram_gb_each == each


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",L4,1,,,,0.3,,us-east1", "without its host"),
        ("a2-highgpu-1g,A100,1,12,85,,1.2,0.4,us-east1", "the host without its GPUs"),
        ("x,L4,0.25,8,32,,0.5,,R", "a share of a GPU"),
        ("x,L4,1,8,32,,,,R", "no price"),
        ("x,L4,1,8,32,,0,0.00,R", "no price"),
        ("x,L4,1,8,32,,cheap,,R", "'cheap', not a number"),
        ("x,L4,1,8", "4 columns, and the header has 9"),
        ("x,A100-MIG-1g.10gb,1,8,32,,0.5,,R", "a slice of a GPU"),
    ],
)
def test_skypilot_says_why_a_row_was_left_out(row, why):
    reading = skypilot.read([skypilot_table(row, "good,L4,1,8,32,,0.5,0.2,R")])
    assert only(reading).instance == "good"
    assert any(why in each for each in whys(reading))


def test_skypilot_machines_without_gpus_are_passed_over():
    rows = ("cpu,,,4,16,,0.2,,R", "t,tpu-v4-8,1,4,16,,2,,R", "i,Inferentia2,1,4,16,,2,,R", "v,V100-32GB,1,8,60,,2,,R")
    reading = skypilot.read([skypilot_table(*rows)])
    assert only(reading).gpu == "V100-32GB"
    assert not reading.skipped


def test_skypilot_zones_of_a_region_become_one_quote_with_the_lowest_prices():
    rows = ("x,L4,1,8,32,,0.5,0.3,R", "x,L4,1,8,32,,0.5,0.2,R", "x,L4,1,8,32,,0.6,0.2,S")
    first, second = skypilot.read([skypilot_table(*rows)]).quotes
    assert (first.on_demand, first.spot, second.region) == (Decimal("0.5"), Decimal("0.2"), "S")


def test_skypilot_columns_may_come_in_any_order():
    table = "Region,Price,AcceleratorCount,AcceleratorName,InstanceType,SpotPrice\nR,0.5,2,L4,x,0.1\n"
    quote = only(reader_of("skypilot", "verda")([table]))
    assert (quote.provider, quote.count, quote.spot, quote.vcpu) == ("Verda", 2, Decimal("0.1"), None)


# gpuhunt


def test_gpuhunt_rows_on_demand_and_spot_become_one_quote():
    rows = ("g,r,0.7,4,16,1,L4,24.0,False,nvidia,", "g,r,0.3,4,16,1,L4,24.0,True,nvidia,")
    quote = only(reader_of("gpuhunt", "gcp")([gpuhunt_table(*rows)]))
    assert (quote.provider, quote.on_demand, quote.spot) == ("GCP", Decimal("0.7"), Decimal("0.3"))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("g,r,0.7,4,16,1,L4,24,maybe,nvidia,", "spot is 'maybe'"),
        ("g,r,,4,16,1,L4,24,False,nvidia,", "no price"),
        ("g,r,0.7,4,16,1,L4,24,False,nvidia,gcp-dws-calendar-mode", "booked ahead"),
        ("g,r,0.7,4,16,1.5,L4,24,False,nvidia,", "a share of a GPU"),
        ("g,r,inf,4,16,1,L4,24,False,nvidia,", "'inf', not a number"),
    ],
)
def test_gpuhunt_says_why_a_row_was_left_out(row, why):
    reading = gpuhunt.read([gpuhunt_table(row, "good,r,0.7,4,16,1,L4,24,False,nvidia,")])
    assert only(reading).instance == "good"
    assert why in whys(reading)[0]


def test_gpuhunt_machines_without_gpus_are_passed_over():
    rows = ("c,r,0.1,4,16,0,,,False,,", "t,r,1,4,16,1,v5p,0,False,google,", "n,r,1,4,16,1,n150,12,False,tenstorrent,")
    reading = gpuhunt.read([gpuhunt_table(*rows)])
    assert (reading.quotes, reading.skipped) == ([], [])


def test_gpuhunt_clusters_are_not_mixed_with_single_machines():
    rows = ("g,r,20,4,16,8,H100,80,False,nvidia,", "g,r,16,4,16,8,H100,80,False,nvidia,runpod-cluster")
    single, cluster = gpuhunt.read([gpuhunt_table(*rows)]).quotes
    assert (single.tier, single.on_demand, cluster.tier) == (None, 20, "cluster")


def test_a_summary_counts_reasons_and_names_the_first_rows():
    rows = [{"rented": True}] * 7
    (line,) = vast.read([vast_answer(*rows)]).summary()
    assert line == "7 × cannot be rented now: row 0, row 1, row 2, row 3, row 4 …"


def test_the_worked_cases_agree(shared, tmp_path):
    from benchmarks import cloud_payloads  # noqa: PLC0415  # only where the cases are

    for path in sorted((shared / "cases" / "cloud-payloads").glob("*.json")):
        offers, problems, _ = cloud_payloads.check(path)
        assert not problems, path.name
        assert json.loads(json.dumps(offers, allow_nan=False)) == offers
