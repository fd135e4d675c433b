"""The documents keep in step with the code."""

from __future__ import annotations

import re

from places import ROOT

ENV_CALL = re.compile(r'env\.\w+\(\s*"([A-Z_]+)"')
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")


def test_every_setting_is_described():
    read = {name for path in (ROOT / "config").glob("*.py") for name in ENV_CALL.findall(path.read_text())}
    written = (ROOT / "docs" / "settings.md").read_text()
    assert "DATABASE_URL" in read
    assert not [name for name in sorted(read) if f"### {name}\n" not in written]


def test_every_link_between_documents_leads_somewhere():
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "fixtures").glob("*.md")]
    dead = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in documents
        for target in LINK.findall(document.read_text())
        if not (document.parent / target).exists()
    ]
    assert not dead


def test_every_decision_is_listed():
    listed = (ROOT / "docs" / "architecture.md").read_text()
    assert not [path.name for path in (ROOT / "docs" / "adr").glob("*.md") if path.name not in listed]


def test_every_make_target_says_what_it_does():
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^([a-z-]+):(?!=)", makefile, re.MULTILINE)
    described = re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE)
    assert set(targets) == set(described)


def test_what_the_readme_counts_is_what_the_starter_catalogue_holds():
    readme = (ROOT / "README.md").read_text()
    parts = sum(len(path.read_text().splitlines()) for path in (ROOT / "fixtures" / "parts").glob("*.jsonl"))
    gpus, offers, models = (
        len((ROOT / "fixtures" / f"{name}.csv").read_text().splitlines()) - 1
        for name in ("gpus", "cloud_offers", "models")
    )
    assert f"({parts:,} parts, {gpus} GPUs, {offers} cloud offers, {models} models" in readme
