"""What Rigwright works out, in plain Python: no Django, no database, no network, no clock."""

import engine.rules  # noqa: F401  # fills the registry, so that nobody can ask it before the rules are there
