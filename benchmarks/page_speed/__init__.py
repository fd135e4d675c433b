"""What the benchmark of pages is made of.

page_list.py (which pages) → databases.py, stock.py (how many parts) → plan.py (addresses, queries) → server.py
(gunicorn) → load.py (requests) → figures.py (tables, verdicts). limit_*.py: the views that pages are compared with.
"""
