"""Running: what is judged, values in, values out."""

from cstrain.running.rules.findings import Finding, Served, World, is_affected, is_weak, network_place, unfit_address

__all__ = ["Finding", "Served", "World", "is_affected", "is_weak", "network_place", "unfit_address"]
