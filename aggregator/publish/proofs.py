"""Why an item stands where it does, in words for readers: the words that name a region, where, and as what."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aggregator.model import Evidence, IssueEntry, RegionTree
from aggregator.publish.words import ENGLISH, Words, marked

#: Where the words stand → the sentence.
_PLACES = {
    "title": marked("{region}: “{words}” in the title"),
    "summary": marked("{region}: “{words}” in the summary"),
    "content": marked("{region}: “{words}” in the text"),
    "text": marked("{region}: “{words}” in the text"),
    "": marked("{region}: “{words}”"),
}
#: A row of the table of names, and what let it pass where the name alone was not enough.
_ROW = re.compile(r"[^:]+: .+ \([\w-]+, (?P<kind>[^()]+)\)(?:: (?P<rule>.+))?")
_KINDS = {
    "name": marked("name"), "alias": "name", "own name": "name", "demonym": marked("adjective or inhabitant"),
    "half": marked("half of a compound"), "power": marked("government"), "person": marked("politician"),
    "division": marked("province"), "place": marked("town"), "town": "town",
}  # fmt: skip
_RULES = frozenset(
    (
        marked("with its state"), marked("by the words around it"), marked("named beside it"), marked("of no other country"),
        marked("of the source's country"), marked("several signs"), marked("best known of the name"), "town",
    )
)  # fmt: skip


def proof_words(entry: IssueEntry, regions: Iterable[str]) -> str:
    """The words that name one of these regions in an item; "" where none is named by any."""
    found = proof_of(entry, regions)
    return found[1].words if found and found[1].field != "editor" else ""


def proof_in_words(entry: IssueEntry, regions: Iterable[str], tree: RegionTree, words: Words = ENGLISH) -> str:
    """``Georgia: “Tbilisi” in the title (town)``; "" where none of these regions is named, and none is the source's."""
    found = proof_of(entry, regions, with_source=True)
    if found is None:
        return ""
    region_id, proof = found
    region = tree.get(tree.present(region_id))
    title = region.title if region else region_id
    if proof.field == "source":
        return words.say("{region}: every item of this source", region=title)
    if proof.field == "editor":
        return words.say("{region}: by the editor", region=title)
    message = _PLACES.get(proof.field, _PLACES[""])
    proven, reason = words.say(message, region=title, words=proof.words), reason_of(proof, tree, words)
    return f"{proven} ({reason})" if reason else proven


def proof_of(entry: IssueEntry, regions: Iterable[str], *, with_source: bool = False) -> tuple[str, Evidence] | None:
    """The first of these regions that has a proof, and that; what only the source brings is one where it is asked for."""
    proofs = dict(zip(entry.regions, entry.proof, strict=False))
    for region in regions:
        proof = proofs.get(region)
        if proof is not None and (with_source or proof.field != "source"):
            return region, proof
    return None


def reason_of(proof: Evidence, tree: RegionTree, words: Words = ENGLISH) -> str:
    """What kind of name it was, the rule that let it pass, the region it follows from, or the editor's own keyword."""
    if proof.row.startswith("by "):
        region = tree.get(tree.present(proof.row.removeprefix("by ")))
        return words.say("by {region}", region=region.title) if region else ""
    if match := _ROW.fullmatch(proof.row):
        kind, rule = _KINDS.get(match["kind"], ""), match["rule"]
        kind = words.say(kind) if kind else match["kind"]
        return f"{kind}, {words.say(rule) if rule in _RULES else rule}" if rule else kind
    reason = proof.row.partition(": ")[2]
    keyword = reason.removeprefix("keyword ")
    return reason if keyword == reason else words.say("keyword {keyword}", keyword=keyword)
