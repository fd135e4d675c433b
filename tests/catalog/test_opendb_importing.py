"""The catalogue follows a snapshot: whole or not at all, twice without change, and never over what a person checked."""

from __future__ import annotations

import make
import opendb_samples as samples
import pytest

from catalog.models import Chipset, Gpu, Part, Source
from catalog.opendb import importing
from catalog.opendb.archive import Read, UnusableError, records
from catalog.opendb.fields import RefusedError
from catalog.opendb.importing import import_snapshot

pytestmark = pytest.mark.django_db

WHOLE = tuple(samples.BODIES)


def quiet(step, count):
    pass


def run(*entries, on=samples.DAY, progress=quiet):
    read = [Read(samples.path(category, entry), category, entry) for category, entry in entries]
    return import_snapshot(read, on=on, progress=progress)


def one_of_each():
    return [(category, samples.record(category, number=number)) for number, category in enumerate(WHOLE, start=1)]


def rows():
    """Everything that an import may write, as it stands in the database."""
    parts = [(part.pk, *(getattr(part, name) for name in importing.PART_COLUMNS), part.slug, part.updated_at)
             for part in Part.objects.order_by("pk")]  # fmt: skip
    facts = [list(spec.objects.order_by("pk").values()) for spec in importing.SPECS.values()]
    return parts, facts, list(Gpu.objects.values()), list(Chipset.objects.values()), list(Source.objects.values())


def test_a_record_of_each_kind_becomes_a_part_with_its_facts_and_its_source():
    report = run(*one_of_each())
    assert report.read == len(WHOLE) == sum(tally.created for tally in report.tallies.values())
    supply = Part.objects.get(kind="power-supply")
    assert (supply.source.key, supply.source.licence, supply.retrieved_on) == ("opendb", "ODC-By 1.0", samples.DAY)
    assert supply.raw["opendb_id"] == supply.source_ref
    assert (supply.spec.rated_w, supply.spec.leads_16pin) == (1000, 1)
    assert supply.slug == "psu-sample-7"


def test_a_card_is_tied_to_its_gpu():
    run(("GPU", samples.record("GPU")))
    spec = Part.objects.get().spec
    assert (spec.gpu.name, spec.board_power_w, spec.bus_generation) == ("GeForce RTX 4090", 450, 4)
    assert spec.compute_capability == 8.9


def test_a_second_run_changes_nothing_and_says_so(django_assert_num_queries):
    run(*one_of_each())
    before = rows()
    report = run(*one_of_each(), on=samples.DAY.replace(year=2027))
    assert report.changed == 0
    assert [tally.unchanged for tally in report.tallies.values()] == [1] * len(WHOLE)
    assert rows() == before


def test_a_run_asks_as_many_questions_for_many_cards_as_for_one(django_assert_max_num_queries):
    entries = [("GPU", samples.record("GPU", number=number)) for number in range(1, 41)]
    run(*entries)
    with django_assert_max_num_queries(20):  # with the revisions
        run(*entries)


def test_what_differs_is_updated_in_place_and_keeps_its_address():
    run(("PSU", samples.record("PSU", "Old name", number=1)), ("RAM", samples.record("RAM", number=2)))
    later = samples.DAY.replace(year=2027)
    report = run(
        ("PSU", samples.record("PSU", "New name", number=1, wattage=1200)), ("RAM", samples.record("RAM", number=2)),
        on=later,
    )  # fmt: skip
    assert (report.tallies["PSU"].updated, report.tallies["RAM"].unchanged, report.changed) == (1, 1, 1)
    part = Part.objects.get(kind="power-supply")
    assert (part.name, part.slug, part.spec.rated_w, part.retrieved_on) == ("New name", "old-name", 1200, later)
    assert Part.objects.get(kind="memory").retrieved_on == samples.DAY


def test_a_change_that_touches_only_the_raw_record_is_kept_too():
    run(("PSU", samples.record("PSU", number=1)))
    report = run(("PSU", samples.record("PSU", number=1, fanless=True)))
    assert report.tallies["PSU"].updated == 1
    assert Part.objects.get().raw["fanless"] is True


def starter(**fields):
    """Make a part as the starter catalogue brings it: of the same source, under an address of its own."""
    source = Source.objects.get_or_create(key="opendb", defaults={"name": "BuildCores OpenDB"})[0]
    part = make.psu("Starter", rated_w=850, length_mm=150)
    values = {"source": source, "source_ref": samples.identity(1), "slug": "starter-psu", **fields}
    Part.objects.filter(pk=part.pk).update(**values)
    return part


def test_a_part_of_the_starter_catalogue_is_updated_not_doubled():
    made = starter()
    report = run(("PSU", samples.record("PSU", "From OpenDB", number=1)))
    assert (report.tallies["PSU"].updated, report.tallies["PSU"].created) == (1, 0)
    part = Part.objects.get()
    assert (part.pk, part.slug, part.name, part.spec.rated_w) == (made.pk, "starter-psu", "From OpenDB", 1000)


def test_a_part_checked_by_hand_is_kept():
    starter(verified=True)
    before = rows()
    report = run(("PSU", samples.record("PSU", number=1)))
    assert (report.tallies["PSU"].kept, report.changed) == (1, 0)
    assert rows() == before


def test_a_fact_found_elsewhere_is_kept_and_the_others_are_updated():
    starter(fact_sources={"length_mm": "maker: https://example.org/psu", "name": "maker: https://example.org/psu"})
    for expected in (1, 0):
        report = run(("PSU", samples.record("PSU", number=1, length=999)))
        assert report.changed == expected
    part = Part.objects.get()
    assert (part.name, part.spec.length_mm, part.spec.rated_w) == ("Starter", 150, 1000)
    assert part.fact_sources["length_mm"].startswith("maker:")


def test_a_gpu_set_by_hand_is_kept():
    run(("GPU", samples.record("GPU", number=1)))
    part = Part.objects.get()
    part.spec.gpu = make.gpu("Chosen by hand")
    part.spec.save()
    part.fact_sources["gpu"] = "by hand"
    part.save()
    assert run(("GPU", samples.record("GPU", number=1))).changed == 0
    assert Part.objects.get().spec.gpu.name == "Chosen by hand"


def test_a_fact_that_an_import_took_from_the_gpu_follows_it():
    run(("GPU", samples.record("GPU", number=1)))
    Gpu.objects.update(bus="PCIe 5.0 x8")
    report = run(("GPU", samples.record("GPU", number=1)))
    assert report.tallies["GPU"].updated == 1
    assert (Part.objects.get().spec.bus_generation, Part.objects.get().spec.bus_lanes) == (5, 8)


def test_a_part_without_facts_gets_them():
    run(("PSU", samples.record("PSU", number=1)))
    Part.objects.get().spec.delete()
    assert run(("PSU", samples.record("PSU", number=1))).tallies["PSU"].updated == 1
    assert Part.objects.get().spec.rated_w == 1000


def test_a_part_whose_record_left_the_source_stays_and_is_reported():
    run(*one_of_each())
    report = run(*one_of_each()[1:])
    assert (report.gone, report.changed) == (1, 0)
    assert Part.objects.count() == len(WHOLE)


def test_an_id_that_changes_its_kind_is_refused():
    run(("PSU", samples.record("PSU", number=1)))
    report = run(("RAM", samples.record("RAM", number=1)))
    assert report.tallies["RAM"].refused == 1
    assert "already that of a part of kind power-supply" in report.refusals[0].reason
    assert Part.objects.get().spec.rated_w == 1000


def test_parts_of_the_same_name_get_addresses_of_their_own():
    run(*(("RAM", samples.record("RAM", "Kit", number=number)) for number in (1, 2)))
    run(("RAM", samples.record("RAM", "Kit", number=1)), ("RAM", samples.record("RAM", "Kit", number=10**7)))
    ids = [samples.identity(number) for number in (1, 2, 10**7)]
    slugs = dict(Part.objects.values_list("source_ref", "slug"))
    assert [slugs[each] for each in ids] == ["kit", "kit-00000000", f"kit-{ids[2]}"]


def test_a_name_without_a_letter_that_an_address_may_hold_gets_its_kinds():
    run(("RAM", samples.record("RAM", "内存", number=1)))
    assert Part.objects.get().slug == "memory"


def test_what_is_refused_or_not_carried_is_accounted_for_and_the_rest_is_imported():
    read = [
        Read("a", "RAM", samples.record("RAM", number=1)),
        Read("b", "RAM", samples.record("RAM", number=2, speed="fast")),
        Read("c", "NetworkCard", samples.record("NetworkCard", number=3)),
        Read("d", "Toaster", samples.record("Toaster", number=4)),
        Read("e", "", RefusedError("it is a link")),
        Read("f", "NetworkCard", RefusedError("it is not JSON")),
    ]
    report = import_snapshot(read, on=samples.DAY, progress=quiet)
    assert report.read == 6
    assert report.not_carried == {"NetworkCard": 1}
    assert {refusal.file for refusal in report.refusals} == {"b", "d", "e", "f"}
    assert (report.tallies["RAM"].created, report.tallies["RAM"].refused) == (1, 1)
    for tally in report.tallies.values():
        assert tally.read == tally.created + tally.updated + tally.unchanged + tally.kept + tally.refused


@pytest.mark.parametrize("at", ["read", "written"])
def test_ctrl_c_leaves_the_catalogue_as_it_was(at):
    run(("PSU", samples.record("PSU", number=7)))
    before = rows()
    seen = []

    def interrupt(step, count):
        seen.append(step)
        if seen.count(at) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(*one_of_each(), progress=interrupt)
    assert rows() == before


def test_a_cut_off_archive_writes_nothing(tmp_path):
    file = samples.snapshot(tmp_path, *((c, samples.record(c)) for c in WHOLE * 40))
    file.write_bytes(file.read_bytes()[:-1000])
    with pytest.raises(UnusableError):
        import_snapshot(records(file), on=samples.DAY, progress=quiet)
    assert not Part.objects.exists()
    assert not Source.objects.exists()
