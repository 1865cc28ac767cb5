"""Why an item stands where it does, in words for readers: the words that name a region, where, and as what."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aggregator.model import Evidence, IssueEntry, RegionTree

_PLACES = {"title": "in the title", "summary": "in the summary", "content": "in the text", "text": "in the text"}
#: A row of the table of names, and what let it pass where the name alone was not enough.
_ROW = re.compile(r"[^:]+: .+ \([\w-]+, (?P<kind>[^()]+)\)(?:: (?P<rule>.+))?")
_KINDS = {
    "alias": "name", "own name": "name", "demonym": "adjective or inhabitant", "half": "half of a compound", "power": "government",
    "person": "politician", "division": "province", "place": "town",
}  # fmt: skip


def proof_words(entry: IssueEntry, regions: Iterable[str]) -> str:
    """The words that name one of these regions in an item; "" where none is named by any."""
    found = proof_of(entry, regions)
    return found[1].words if found and found[1].field != "editor" else ""


def proof_in_words(entry: IssueEntry, regions: Iterable[str], tree: RegionTree) -> str:
    """``Georgia: “Tbilisi” in the title (town)``; "" where none of these regions is named, and none is the source's."""
    found = proof_of(entry, regions, with_source=True)
    if found is None:
        return ""
    region_id, proof = found
    region = tree.get(tree.present(region_id))
    title = region.title if region else region_id
    if proof.field == "source":
        return f"{title}: every item of this source"
    if proof.field == "editor":
        return f"{title}: by the editor"
    place, reason = _PLACES.get(proof.field, ""), reason_of(proof, tree)
    return f"{title}: " + " ".join(
        part for part in (f"“{proof.words}”", place, f"({reason})" if reason else "") if part
    )


def proof_of(entry: IssueEntry, regions: Iterable[str], *, with_source: bool = False) -> tuple[str, Evidence] | None:
    """The first of these regions that has a proof, and that; what only the source brings is one where it is asked for."""
    proofs = dict(zip(entry.regions, entry.proof, strict=False))
    for region in regions:
        proof = proofs.get(region)
        if proof is not None and (with_source or proof.field != "source"):
            return region, proof
    return None


def reason_of(proof: Evidence, tree: RegionTree) -> str:
    """What kind of name it was, the rule that let it pass, the region it follows from, or the editor's own keyword."""
    if proof.row.startswith("by "):
        region = tree.get(tree.present(proof.row.removeprefix("by ")))
        return f"by {region.title}" if region else ""
    if match := _ROW.fullmatch(proof.row):
        kind = _KINDS.get(match["kind"], match["kind"])
        return f"{kind}, {match['rule']}" if match["rule"] else kind
    return proof.row.partition(": ")[2]
