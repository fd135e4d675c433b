"""The main pages under axe's rules for WCAG 2.2 AA, on a phone and on a desk, light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PAGES = {
    "home": "/",
    "the empty builder": "/builds/new/",
    "the list of choices": "/builds/new/?choose=graphics-card",
    "a build in work": "copy of the first build",
    "shared builds": "/builds/",
    "a shared build": "first build",
    "the power of a build": "power of the first build",
    "rent or buy": "rent the first build",
    "rent or buy at a work": "/rent-or-buy/?gpu=geforce-rtx-4090&task=llm_qlora&country=DE&hours=10&per=week",
    "rent or buy in 2017": "/guide/rent-or-buy-2017/",
    "serving": "/serving/",
    "serving with prices": "/serving/?cpu_price=0.4&gpu_price=0.6",
    "serving, refused": "/serving/?rate=-1",
    "how much data": "/guide/how-much-data/",
    "parts": "/parts/graphics-card/",
    "GPUs": "/gpus/",
    "GPUs as points": "/gpus/?x=memory&y=power&has=bf16&columns=memory,software,launch,flash,rocm,can-fp8",
    "a GPU": "/gpus/radeon-rx-7800-xt/",
    "parts side by side": "first parts",
    "GPUs side by side": "/compare/?gpu=geforce-rtx-4060&gpu=a40-pcie&q=5090",
    "cloud offers": "/cloud/",
    "sources": "/data/",
    "accuracy": "/accuracy/?type=llm_decode",
    "accuracy of memory, with dots that lead to runs": "/accuracy/?estimator=memory&type=llm_qlora",
    "rules": "/rules/",
    "rule": "/rules/WALL_CIRCUIT/",
    "memory": "/vram/?model=Llama-3.1-8B&workload=llm_lora&gpu=geforce-rtx-3060-12-gb",
    "speed": "/speed/?type=llm_train&model=Llama-3.1-8B&precision=nf4&extra=lora&amount=1000000&gpu=geforce-rtx-4090",
    "speed, wrong": "/speed/?model=Llama-3.1-8B&batch=0",
    "wizard": "/wizard/",
    "wizard, memory": "/wizard/?model=Llama-3.1-8B&workload=llm_qlora&step=memory",
    "wizard, use": "/wizard/?model=Llama-3.1-8B&workload=llm_qlora&step=use",
    "wizard, GPUs": "/wizard/?model=Llama-3.1-8B&workload=llm_qlora&step=gpus",
    "production": "/guide/production/",
    "memory, wrong": "/vram/?model=Llama-3.1-8B&n_gpus=2&layers=0&batch=x",
    "signing in": "/account/sign-in/",
    "signing up": "/account/sign-up/",
}


def first_build(page, site):
    page.goto(f"{site}/builds/")
    return page.locator(".posts h2 a").nth(4).get_attribute("href")


def first_parts(page, site):
    """Tick the first three of a list, as one does."""
    page.goto(f"{site}/parts/motherboard/")
    for tick in page.locator("[name=part]").all()[:3]:
        tick.check()
    page.get_by_role("button", name="Compare what is ticked").click()
    return page.url


def copy_of_the_first_build(page, site):
    """Build on a shared one and limit its card; the address says where it stands."""
    page.goto(site + first_build(page, site))
    page.get_by_role("button", name="Build on this").click()
    page.locator("[name=power_limit_w]").first.fill("60")
    page.locator("[name=power_limit_w]").first.press("Enter")
    page.locator(".slots .said").first.wait_for()
    return f"{page.url}?circuit=EU-16A&room=desk"


def address(page, site, where):
    if where == "copy of the first build":
        return copy_of_the_first_build(page, site)
    if where == "first parts":
        return first_parts(page, site)
    if where == "first build":
        return site + first_build(page, site)
    if where == "power of the first build":
        return f"{site}{first_build(page, site)}power/?limit=250"
    if where == "rent the first build":
        return f"{site}/rent-or-buy/?build={first_build(page, site).strip('/').split('/')[-1]}"
    return site + where


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_page_is_accessible_and_never_wider_than_the_screen(browser, site, name, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address(page, site, PAGES[name]))
    if name in {"a build in work", "memory"}:
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    found = Axe().run(page, options=RULES).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert not [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in found]
    assert wide <= width
