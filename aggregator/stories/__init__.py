"""Which items tell the same event, and which of them is shown: pure decisions over items and what was decided before.

The way of an item: `signature_of` turns its title, lead and tags into keys, once; the shell stores them
(`blob_from_signature`) with the `wanted_keys` beside them. `find_candidates` says which items of the window new ones
are to be compared with, given which have their keys; `group` compares them, and says which story each belongs to and
which stories became one. `tell` then decides what an output says of a story, and when it says it anew.
"""

from aggregator.stories.cluster import MOST_BY_KEY, find_candidates, group
from aggregator.stories.lead import find_lead
from aggregator.stories.signature import VERSION, blob_from_signature, signature_from_blob, signature_of, wanted_keys
from aggregator.stories.telling import tell, told_of

__all__ = [
    "MOST_BY_KEY",
    "VERSION",
    "blob_from_signature",
    "find_candidates",
    "find_lead",
    "group",
    "signature_from_blob",
    "signature_of",
    "tell",
    "told_of",
    "wanted_keys",
]
