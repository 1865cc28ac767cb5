"""Which items tell the same event, and which of them is shown: pure decisions over items and what was decided before.

The way of an item: `signature_of` turns its title, lead and tags into keys, once; the shell stores them
(`blob_from_signature`) with the `wanted_keys` beside them. `group` takes the new items and those of the window that
share such keys, and says which story each belongs to and which stories became one. `story_of` then tells what a story
looks like from outside: its lead, its outlets and its origins.
"""

from aggregator.stories.cluster import find_candidates, group
from aggregator.stories.lead import find_lead, story_of
from aggregator.stories.signature import VERSION, blob_from_signature, signature_from_blob, signature_of, wanted_keys

__all__ = [
    "VERSION",
    "blob_from_signature",
    "find_candidates",
    "find_lead",
    "group",
    "signature_from_blob",
    "signature_of",
    "story_of",
    "wanted_keys",
]
