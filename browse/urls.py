"""The addresses of the pages for looking around. They only show; the one POST is a report of a wrong fact."""

from django.urls import path

from browse import (
    accuracy,
    cloud,
    compare,
    data_page,
    everything,
    frameworks,
    gpus,
    home,
    how_much_data,
    part,
    parts,
    production,
    reference,
    rent_or_buy,
    serving,
    speed,
    suggestions,
    vram,
    wizard,
)

app_name = "browse"
urlpatterns = [
    path("", home.home, name="home"),
    path("parts/", everything.everything, name="all-parts"),
    path("parts/<slug:kind>/", parts.parts, name="parts"),
    path("parts/<slug:kind>/<slug:slug>/", part.part, name="part"),
    path("parts/<slug:kind>/<slug:slug>/reports/", part.report_fact, name="report-fact"),
    path("gpus/", gpus.gpus, name="gpus"),
    path("gpus/<slug:slug>/", gpus.gpu, name="gpu"),
    path("frameworks/", frameworks.frameworks, name="frameworks"),
    path("compare/", compare.compare, name="compare"),
    path("cloud/", cloud.cloud, name="cloud"),
    path("cloud/cloud-offers.csv", cloud.cloud_sheet, name="cloud-sheet"),
    path("rent-or-buy/", rent_or_buy.rent_or_buy, name="rent-or-buy"),
    path("serving/", serving.serving, name="serving"),
    path("guide/production/", production.production, name="production"),
    path("guide/how-much-data/", how_much_data.how_much_data, name="how-much-data"),
    path("speed/", speed.calculator, name="speed"),
    path("vram/", vram.calculator, name="vram"),
    path("wizard/", wizard.wizard, name="wizard"),
    path("data/", data_page.sources, name="sources"),
    path("accuracy/", accuracy.accuracy, name="accuracy"),
    path("rules/", reference.rule_list, name="rules"),
    path("rules/<str:code>/", reference.rule_page, name="rule"),
    path("suggest/", suggestions.suggest, name="suggest"),
]
