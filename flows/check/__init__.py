"""Check, roll up and rank: everything that is computed in SQL over the loaded tables."""

from .repair import fill_repairs
from .rules import Rule, RuleError, read_rules
from .run import build_rankings, build_rollups, build_views, charge_points, compare_reports, run_checks

__all__ = [
    "Rule",
    "RuleError",
    "build_rankings",
    "build_rollups",
    "build_views",
    "charge_points",
    "compare_reports",
    "fill_repairs",
    "read_rules",
    "run_checks",
]
