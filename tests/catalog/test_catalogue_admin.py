"""The catalogue in the admin: an operator finds a part, sees the facts of its kind and may put them right."""

from __future__ import annotations

import make
import pytest
from django.contrib.admin.sites import site
from django.urls import reverse

from catalog.models import SPECS, Chipset, Country, Gpu, Kind, ModelPreset, Part, Source


@pytest.fixture
def operator(admin_client):
    return admin_client


def change(row):
    return reverse(f"admin:catalog_{type(row).__name__.lower()}_change", args=[row.pk])


@pytest.mark.parametrize("kind", Kind)
def test_a_part_is_shown_with_the_facts_of_its_kind_and_no_others(operator, kind):
    page = operator.get(change(make.part(kind))).content.decode()
    fields = {name for name in SPECS[kind].fact_names() if f'name="{SPECS[kind].accessor}-0-{name}"' in page}
    assert fields == set(SPECS[kind].fact_names())
    assert page.count('-TOTAL_FORMS" value=') == 1


def test_a_fact_is_put_right_and_its_kind_stays(operator):
    part = make.psu("Anvil 850", rated_w=85)
    page = operator.get(change(part))
    form, (formset,) = page.context["adminform"].form, (each.formset for each in page.context["inline_admin_formsets"])
    data = {form.add_prefix(name): form[name].value() for name in form.fields}
    for each in (formset.management_form, *formset.forms):
        data |= {each.add_prefix(name): each[name].value() for name in each.fields}
    data |= {"power_supply-0-rated_w": "850", "verified": "on", "kind": "memory"}
    data |= {"part_numbers": "[]", "fact_sources": "{}", "raw": "{}"}
    response = operator.post(change(part), {name: "" if value is None else value for name, value in data.items()})
    assert response.status_code == 302, response.context["errors"]
    part.refresh_from_db()
    assert (part.spec.rated_w, part.verified, part.kind) == (850, True, "power-supply")


def test_a_new_part_asks_for_its_kind_first(operator):
    page = operator.get(reverse("admin:catalog_part_add")).content.decode()
    assert 'name="kind"' in page
    assert "-TOTAL_FORMS" not in page


def test_parts_are_found_by_part_number(operator):
    part = make.psu("Anvil 850", fields={"part_numbers": ["AN-850-X"]})
    make.psu("Other")
    page = operator.get(reverse("admin:catalog_part_changelist"), {"q": "AN-850-X"}).content.decode()
    assert change(part) in page
    assert "Other" not in page


def test_the_list_of_parts_asks_as_many_questions_for_many_as_for_one(operator, django_assert_max_num_queries):
    for _ in range(20):
        make.psu()
    with django_assert_max_num_queries(10):
        assert operator.get(reverse("admin:catalog_part_changelist")).status_code == 200


@pytest.mark.parametrize("model", [Part, Gpu, Chipset, Source, ModelPreset, Country])
def test_every_table_of_the_catalogue_has_a_list_and_a_form(operator, model):
    make.gpu()
    assert site.is_registered(model)
    name = f"admin:catalog_{model.__name__.lower()}"
    assert operator.get(reverse(f"{name}_changelist")).status_code == 200
    assert operator.get(reverse(f"{name}_add")).status_code == 200


def test_a_gpu_is_found_by_what_open_data_calls_it(operator):
    gpu = make.gpu("GeForce RTX 4090")
    Chipset.objects.create(name="AD102-300", gpu=gpu)
    assert change(gpu) in operator.get(reverse("admin:catalog_gpu_changelist"), {"q": "AD102-300"}).content.decode()


def test_a_stranger_is_sent_to_the_login(client, db):
    assert client.get(reverse("admin:catalog_part_changelist")).status_code == 302
