"""From names in a text to tags: what an item is about, what it only mentions, and what follows from either.

A region named in title or summary is what the item is *about*; one named in the content alone is *mentioned*. The
regions of a source are always added. Every tag is closed upwards: a child's proof is its ancestors' proof too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from aggregator.model import Evidence, ItemEdits, RegionTree, Tag
from aggregator.tag.disambiguate import find_placed
from aggregator.tag.excluded import without_excluded
from aggregator.tag.keywords import find_keyword
from aggregator.tag.matcher import Text
from aggregator.tag.ownnames import find_own_name

#: Fields that say what an item is about; what only the others say is mentioned.
ABOUT = frozenset({"title", "summary", "text", "source", "editor"})
MOST_EVIDENCE = 6


@dataclass(slots=True)
class Claim:
    """Proof for one region, in the order it was found."""

    about: dict[Evidence, None] = field(default_factory=dict)
    mentions: dict[Evidence, None] = field(default_factory=dict)

    def add(self, evidence: Evidence) -> None:
        """Keep a proof, once."""
        (self.about if evidence.field in ABOUT else self.mentions)[evidence] = None

    def tag(self, scheme: str, term: str) -> Tag:
        """The tag that the proof amounts to."""
        evidence = (*self.about, *self.mentions)[:MOST_EVIDENCE]
        return Tag(scheme, term, "about" if self.about else "mentions", evidence)


def find_regions(
    texts: Mapping[str, Text], language: str | None, tree: RegionTree, *, home: frozenset[str] = frozenset()
) -> dict[str, Claim]:
    """The regions that are named, with proof. ``texts`` are fields by name.

    ``home`` holds regions that are meant where a name is shared: a paper from Tbilisi means its own Georgia.
    """
    claims: dict[str, Claim] = {}
    for region_id, claim in _named(texts, language, tree, home).items():
        region = tree.get(region_id)
        if region is None or not region.enabled:
            continue
        rest = without_excluded(texts, region.exclude) if region.exclude else texts
        # Read again, and not only searched: what is left may still name the region, or no longer be clear enough to.
        kept = claim if rest is texts else _named(rest, language, tree, home).get(region_id)
        if kept is not None:
            claims[region_id] = kept
    return claims


def _named(texts: Mapping[str, Text], language: str | None, tree: RegionTree, home: frozenset[str]) -> dict[str, Claim]:
    """Every region that is named, in the tree or not."""
    claims: dict[str, Claim] = {}
    meant = frozenset(tree[region].built_in or region for region in home)
    for one in find_placed(texts, language, tree.built_in, meant):
        row = f"{one.name.row}: {one.rule}" if one.rule != one.name.kind else one.name.row
        claims.setdefault(tree.present(one.region), Claim()).add(Evidence(one.field, one.words, row))
    for region in tree.named:
        for name, text in texts.items():
            if (found := find_own_name(region, text, language)) is not None:
                claims.setdefault(region.id, Claim()).add(Evidence(name, *found))
    for region in tree.described:
        for name, text in texts.items():
            if (hit := find_keyword(region.keywords, text)) is not None:
                claims.setdefault(region.id, Claim()).add(Evidence(name, hit[0], f"{region.id}: keyword {hit[1]}"))
    return claims


def add_source(claims: dict[str, Claim], source_id: str, regions: Iterable[str]) -> None:
    """Add what the configuration says of every item of a source."""
    for region in regions:
        claims.setdefault(region, Claim()).add(Evidence("source", source_id, f"{region}: regions of the source"))


def retagged(claims: Mapping[str, Claim], edits: ItemEdits, tree: RegionTree) -> dict[str, Claim]:
    """The claims as the editor has them. With a region that is removed goes whatever it would follow from."""
    proof = Evidence("editor", edits.reason("retag"), "edits.yaml")
    removed = frozenset(edits.remove)
    found = claims if edits.regions is None else dict.fromkeys(edits.regions, Claim({proof: None}))
    kept = {region: claim for region, claim in found.items() if removed.isdisjoint(tree.closure(region))}
    added = {region: Claim({proof: None} | kept.get(region, Claim()).about) for region in edits.add}
    return kept | added


def close_upwards(claims: Mapping[str, Claim], tree: RegionTree) -> dict[str, Claim]:
    """The claims and all that follow from them, own proof before a child's; switched-off regions are passed through."""
    closed = {region: Claim(dict(claim.about), dict(claim.mentions)) for region, claim in claims.items()}
    for region, claim in claims.items():
        for implied in tree.closure(region)[1:]:
            _pass_on(claim, region, closed.setdefault(implied, Claim()))
    return {region: claim for region, claim in closed.items() if region in tree and tree[region].enabled}


def find_countries(claims: Mapping[str, Claim], tree: RegionTree) -> dict[str, Claim]:
    """ISO code → claim: of each region its own country, or that of its nearest ancestors, or of what it implies."""
    countries: dict[str, Claim] = {}
    for region, claim in claims.items():
        for code in tree.countries(region):
            _pass_on(claim, region, countries.setdefault(code, Claim()))
    return countries


def _pass_on(claim: Claim, region: str, to: Claim) -> None:
    """The first proof of a claim is one for what follows from it."""
    for found in (claim.about, claim.mentions):
        for evidence in found:
            found_to = to.about if found is claim.about else to.mentions
            found_to[Evidence(evidence.field, evidence.words, f"by {region}")] = None
            break


def region_tags(claims: Mapping[str, Claim], tree: RegionTree) -> tuple[Tag, ...]:
    """Tags of both schemes for claims that are not yet closed: what it is about first, the most specific first."""
    closed = close_upwards(claims, tree)
    regions = [claim.tag("region", region) for region, claim in closed.items()]
    regions.sort(key=lambda tag: (tag.weight != "about", -len(tree.closure(tag.term))))
    countries = [claim.tag("country", code) for code, claim in find_countries(claims, tree).items()]
    countries.sort(key=lambda tag: tag.weight != "about")
    return (*regions, *countries)
