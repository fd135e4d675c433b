"""Where rules come from, as it is said on their pages; sentences are marked for translation."""

from __future__ import annotations

from engine.findings import gettext_noop as _

PART_DATA = _("Part data.")
BUILD_ALONE = _("The build itself.")
UNCHECKED = _("General knowledge, unchecked.")
PART_DATA_AND_UNCHECKED = _("Part data; the rest is general knowledge, unchecked.")
LOAD_MODEL = _("Part data and the load model, which is a design choice.")
