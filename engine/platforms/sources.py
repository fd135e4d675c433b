"""How a row says where it comes from when no document was read for it."""

from __future__ import annotations

from typing import Final

UNCHECKED: Final = "general knowledge, unchecked"
