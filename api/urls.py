"""The addresses of the API. What is not one of them answers with a problem too."""

from django.urls import path, re_path

from api.views import (
    builds,
    catalogue,
    checking,
    description,
    frameworks,
    lists,
    machines,
    nowhere,
    part_list,
    reports,
    rules,
    sources,
    suggestions,
)

app_name = "api"
urlpatterns = [
    path("parts/", part_list.Parts.as_view(), name="parts"),
    path("part-facets/", part_list.PartFacets.as_view(), name="part-facets"),
    path("parts/<slug:slug>/", catalogue.PartDetail.as_view(), name="part"),
    path("parts/<slug:slug>/reports/", reports.PartReports.as_view(), name="part-reports"),
    path("gpus/", catalogue.Gpus.as_view(), name="gpus"),
    path("gpus/<slug:slug>/", catalogue.GpuDetail.as_view(), name="gpu"),
    path("cloud-offers/", catalogue.CloudOffers.as_view(), name="cloud-offers"),
    path("models/", catalogue.Models.as_view(), name="models"),
    path("countries/", catalogue.Countries.as_view(), name="countries"),
    path("frameworks/", frameworks.Frameworks.as_view(), name="frameworks"),
    path("frameworks/<slug:slug>/", frameworks.FrameworkDetail.as_view(), name="framework"),
    path("rules/", rules.Rules.as_view(), name="rules"),
    path("rules/<str:code>/", rules.RuleDetail.as_view(), name="rule"),
    path("platform-tables/", rules.PlatformTables.as_view(), name="platform-tables"),
    path("platform-tables/<slug:slug>/", rules.PlatformTableDetail.as_view(), name="platform-table"),
    path("sources/", sources.Sources.as_view(), name="sources"),
    path("fill-rates/", sources.FillRates.as_view(), name="fill-rates"),
    path("builds/", builds.Builds.as_view(), name="builds"),
    path("builds/read-list/", lists.ReadList.as_view(), name="read-list"),
    path("builds/edit/<slug:edit_code>/", builds.BuildEdit.as_view(), name="build-edit"),
    path("builds/edit/<slug:edit_code>/publish/", builds.BuildPublish.as_view(), name="build-publish"),
    path("builds/<slug:code>/", builds.BuildDetail.as_view(), name="build"),
    path("builds/<slug:code>/export/", lists.BuildExport.as_view(), name="build-export"),
    path("builds/<slug:code>/fork/", builds.BuildFork.as_view(), name="build-fork"),
    path("builds/<slug:code>/power/", machines.BuildPower.as_view(), name="build-power"),
    path("builds/<slug:code>/layout/", machines.BuildLayout.as_view(), name="build-layout"),
    path("check/", checking.Check.as_view(), name="check"),
    path("suggestions/", suggestions.Suggestions.as_view(), name="suggestions"),
    path("schema/", description.Description.as_view(), name="schema"),
    path("docs/", description.SwaggerUi.as_view(), name="docs"),
    re_path("", nowhere.Nowhere.as_view()),
]
