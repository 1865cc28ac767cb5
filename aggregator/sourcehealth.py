"""How every configured source is, as pages, commands and figures tell it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from aggregator.fetch.health import word_of_day
from aggregator.model import SourceHealth, SourceSpec, SourceState, title_of
from aggregator.publish.directories import worst_first

if TYPE_CHECKING:
    from aggregator.store import Store


def healths_of(store: Store, sources: Sequence[SourceSpec], now: datetime, zone: str) -> tuple[SourceHealth, ...]:
    """Every configured source as people should see it, worst first."""
    states, infos = store.sources.states(), store.sources.infos()
    today = now.astimezone(ZoneInfo(zone)).date()
    figures = store.sources.figures(today, zone)
    found = []
    for spec in sources:
        state = states.get(spec.id) or SourceState(spec.id)
        info, figure = infos.get(spec.id), figures.get(spec.id)
        word, reason = word_of_day(spec, state, today, zone)
        found.append(
            SourceHealth(
                id=spec.id,
                url=spec.url,
                title=title_of(spec.id, spec, info),
                outlet=spec.outlet,
                state=word,
                since=state.since,
                reason=reason,
                last_poll=state.last_poll,
                last_ok=state.last_ok,
                last_new=state.last_new,
                next_poll=state.next_poll if spec.enabled else None,
                items=figure.items if figure else 0,
                items_by_day=figure.by_day if figure else (0,) * 7,
                requests=state.requests,
                not_modified=state.not_modified,
                language=spec.language,
                ownership=spec.ownership,
                enabled=spec.enabled,
            )
        )
    return worst_first(found)
