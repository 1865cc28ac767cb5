"""Entries to items: who an entry is, and what it says, clean. Pure: values and ``now`` in, values out."""

from aggregator.normalise.identity import Prepared, PreparedEntry, prepare
from aggregator.normalise.item import with_full_text
from aggregator.normalise.plan import ItemPlan, are_guids_reused, plan_items

__all__ = ["ItemPlan", "Prepared", "PreparedEntry", "are_guids_reused", "plan_items", "prepare", "with_full_text"]
