"""What the terms of an estimate are called; translated where they are shown."""

from __future__ import annotations

from engine.findings import Word, gettext_noop

WEIGHTS = Word(gettext_noop("weights"))
TEXT_ENCODERS = Word(gettext_noop("text encoders and decoder"))
CACHE = Word(gettext_noop("KV cache"))
ACTIVATIONS = Word(gettext_noop("activations"))
LOGITS = Word(gettext_noop("logits"))
GRADIENTS = Word(gettext_noop("gradients"))
STATES = Word(gettext_noop("optimizer states"))
ADAPTERS = Word(gettext_noop("adapters with gradients and states"))
GATHERED = Word(gettext_noop("gathered layers"))
UPCAST = Word(gettext_noop("32-bit embeddings and head"))
UNPACKED = Word(gettext_noop("unpacked matrix"))
COPIES = Word(gettext_noop("16-bit copies"))
STEP_COPIES = Word(gettext_noop("copies of the step"))
STEP = Word(gettext_noop("optimizer step"))
DECODER = Word(gettext_noop("decoding the picture"))
KEPT = Word(gettext_noop("kept from other stages"))
RESERVE = Word(gettext_noop("held by the allocator"))
CONTEXT = Word(gettext_noop("CUDA context"))
