"""The types that flow through the program, station by station.

Everything here is a frozen value: tuples instead of lists, aware UTC datetimes, no behaviour beyond small questions a
value can answer about itself. The name of a type says how far the data has come: an *entry* is what a document says,
an *item* is what we made of it, a *tag* is a claim about it, an *output entry* is what a subscriber sees.
"""

from aggregator.model.documents import (
    Enclosure,
    Fetched,
    FetchFailed,
    FetchRequest,
    FetchResult,
    NotModified,
    ParsedEntry,
    ParsedFeed,
)
from aggregator.model.items import (
    DateBasis,
    Evidence,
    Item,
    KnownItem,
    PlannedItem,
    PollPlan,
    PollReport,
    Precision,
    Tag,
)
from aggregator.model.outputs import (
    ITEM_NAMESPACE,
    Artifact,
    BuildReport,
    ContentPolicy,
    FeedFormat,
    Issue,
    IssueEntry,
    OutputEntry,
    OutputSpec,
    SiteInfo,
    SourceHealth,
    SourceInfo,
    item_id,
    public_id,
)
from aggregator.model.regions import (
    Region,
    RegionTree,
    Rule,
    Topic,
)
from aggregator.model.sources import (
    SourceSpec,
    SourceState,
    State,
    Validators,
)

__all__ = [
    "ITEM_NAMESPACE",
    "Artifact",
    "BuildReport",
    "ContentPolicy",
    "DateBasis",
    "Enclosure",
    "Evidence",
    "FeedFormat",
    "FetchFailed",
    "FetchRequest",
    "FetchResult",
    "Fetched",
    "Issue",
    "IssueEntry",
    "Item",
    "KnownItem",
    "NotModified",
    "OutputEntry",
    "OutputSpec",
    "ParsedEntry",
    "ParsedFeed",
    "PlannedItem",
    "PollPlan",
    "PollReport",
    "Precision",
    "Region",
    "RegionTree",
    "Rule",
    "SiteInfo",
    "SourceHealth",
    "SourceInfo",
    "SourceSpec",
    "SourceState",
    "State",
    "Tag",
    "Topic",
    "Validators",
    "item_id",
    "public_id",
]
