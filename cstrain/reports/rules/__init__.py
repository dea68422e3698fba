"""Reports: how lines of a sheet are made from what the record says."""

from cstrain.reports.rules.ledger import COLUMNS, SCORED, Line, Month, chosen, ledger

__all__ = ["COLUMNS", "SCORED", "Line", "Month", "chosen", "ledger"]
