"""What Rigwright works out, in plain Python: no Django, no database, no network, no clock."""
