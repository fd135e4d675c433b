"""What the speed estimate is fitted with, and scored with by `python -m benchmarks.speed`.

rows.py (what was measured) → fitting.py (weights out of rows) → folds.py (predictions, also without a row's GPU) →
fit.py (writes the committed constants), scores.py (errors, baselines) → report.py (tables, a CSV file).
"""
