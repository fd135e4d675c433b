"""Reading BuildCores OpenDB: archive.py (files) → clean.py (facts) → modes.py, gpus.py (cards) → importing.py (rows).

How each field is read, and why: docs/sources.md, "BuildCores OpenDB".
"""
