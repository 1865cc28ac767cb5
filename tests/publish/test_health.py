"""``health.json`` is a file that programs may rely on."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from aggregator.model import SourceHealth, State
from aggregator.publish.health import health_json, health_row
from tests.publish import samples
from tests.publish.samples import NOON, SITE

KEYS = [
    "id", "url", "title", "state", "since", "reason", "last_poll", "last_ok", "last_new", "next_poll",
    "items", "requests", "not_modified",
]  # fmt: skip


def document(*healths: SourceHealth) -> Any:
    artifact = health_json(healths, SITE, now=NOON + timedelta(hours=5))
    assert (artifact.path, artifact.media_type) == ("health.json", "application/json")
    return json.loads(artifact.body)


def test_a_source_has_the_keys_of_the_command_line() -> None:
    row = health_row(samples.health(state=State.NOT_FOUND, reason="404 since Monday"))

    assert list(row) == KEYS
    assert row["state"] == "not found"
    assert row["since"] == "2026-01-11T12:00:00Z"
    assert row["last_new"] is None
    assert json.loads(json.dumps(row)) == row


def test_sources_are_counted_by_state_and_keep_their_order() -> None:
    found = document(
        samples.health("b", state="gone"), samples.health("c", state="ok"), samples.health("a", state="ok")
    )

    assert found["counts"] == {"gone": 1, "ok": 2}
    assert [source["id"] for source in found["sources"]] == ["b", "c", "a"]
    assert found["site"] == "The Demo Desk"


def test_it_is_dated_by_the_last_poll_so_that_building_twice_changes_nothing() -> None:
    healths = (samples.health("a", last_poll=NOON - timedelta(hours=1)), samples.health("b", last_poll=NOON))

    assert document(*healths)["generated"] == "2026-01-14T12:00:00Z"
    assert health_json(healths, SITE, now=NOON).body == health_json(healths, SITE, now=NOON + timedelta(days=1)).body


def test_a_desk_that_never_polled_has_a_health_too() -> None:
    assert document()["sources"] == []
    assert document(samples.health(last_poll=None))["generated"] == "2026-01-14T17:00:00Z"


def test_user_names_and_passwords_are_left_out() -> None:
    assert health_row(samples.health(url="https://nino:s3cret@a.example/feed"))["url"] == "https://a.example/feed"


def test_titles_are_written_in_their_own_letters() -> None:
    body = health_json([samples.health(title="ამბები")], SITE, now=NOON).body.decode()

    assert "ამბები" in body
    assert body.endswith("}\n")


def test_of_a_file_its_name_alone_is_published_and_the_operator_sees_where_it_lies() -> None:
    reason = "there is no file /srv/my desk/wire.xml"
    lost = samples.health("a", url="file:///srv/my%20desk/wire.xml", state=State.NOT_FOUND, reason=reason)
    (row,) = document(lost)["sources"]

    assert (row["url"], row["reason"]) == ("wire.xml", "there is no file wire.xml")
    assert health_row(lost)["url"] == "file:///srv/my%20desk/wire.xml"
