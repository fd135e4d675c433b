"""What a robots.txt allows (RFC 9309)."""

import time

import pytest

from prices.robots import allowed

SHOP = """
# a shop's
User-agent: *
Disallow: /cart
Disallow: /search*sort=
Disallow: /*.pdf$
Allow: /cart/help

User-Agent: OtherBot
User-agent: rigwright
Disallow: /private   # not for programs
Disallow:
"""


@pytest.mark.parametrize(
    ("agent", "path", "may"),
    [
        ("anyone", "/product/1", True),
        ("anyone", "/cart", False),
        ("anyone", "/cart/items", False),
        ("anyone", "/cart/help", True),
        ("anyone", "/search?q=a&sort=b", False),
        ("anyone", "/search?q=a", True),
        ("anyone", "/sheet.pdf", False),
        ("anyone", "/sheet.pdf?v=2", True),
        ("anyone", "/%63art", False),
        ("Rigwright", "/cart", True),
        ("Rigwright", "/private/1", False),
        ("otherbot", "/private/1", False),
    ],
)
def test_the_longest_rule_of_the_own_group_decides(agent, path, may):
    assert allowed(SHOP, agent, path) is may


@pytest.mark.parametrize("text", ["", "nonsense", "Disallow: /", "User-agent: other\nDisallow: /", "\0\xff: :::"])
def test_what_forbids_nothing_to_us_allows_everything(text):
    assert allowed(text, "Rigwright", "/product")


def test_two_groups_of_one_name_count_together():
    text = "User-agent: *\nDisallow: /a\n\nUser-agent: *\nDisallow: /b"
    assert [allowed(text, "Rigwright", path) for path in ("/a", "/b", "/c")] == [False, False, True]


def test_allow_wins_over_an_equally_long_disallow():
    assert allowed("User-agent: *\nDisallow: /a\nAllow: /a", "Rigwright", "/a")


def test_a_pattern_full_of_stars_takes_no_time():
    text = "User-agent: *\nDisallow: /" + "*a" * 5_000 + "b$"
    started = time.process_time()
    assert allowed(text, "Rigwright", "/" + "a" * 1_900)
    assert time.process_time() - started < 1
