"""The JSON Schema of config.yaml, for editors: draft 7, the newest that YAML language servers read."""

from __future__ import annotations

from typing import Any

from aggregator.config.compose import Config


def config_schema(config: Config | None = None) -> dict[str, Any]:
    """The schema; with a configuration, its regions and topics complete by name."""
    from aggregator.config.models import ConfigModel

    made = ConfigModel.model_json_schema(by_alias=True, ref_template="#/definitions/{model}")
    definitions = made.pop("$defs", {})
    schema: dict[str, Any] = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "config.yaml of the news desk",
        **{key: value for key, value in made.items() if key not in {"title", "description"}},
        "definitions": definitions,
    }
    if config is not None:
        regions = sorted(region.id for region in config.tree)
        topics = sorted(topic.id for topic in config.topics)
        for name in ("Match", "Feed", "Source"):
            _complete(definitions[name], "regions", regions)
        for name in ("Match", "Feed"):
            _complete(definitions[name], "topics", topics)
    for definition in (*definitions.values(), schema):
        for key in definition.get("properties", {}):
            _one_or_many(definition["properties"][key])
    return schema


def _complete(definition: dict[str, Any], key: str, names: list[str]) -> None:
    items = definition["properties"][key].get("items")
    if items is not None and names:
        items["enum"] = names


def _one_or_many(field: dict[str, Any]) -> None:
    """A single word may stand where a list of words may: the reader takes both, so the editor must not complain."""
    for option in list(field.get("anyOf", ())):
        if option.get("type") == "array" and option.get("items", {}).get("type") == "string":
            field["anyOf"].append(option["items"])
    items = field.get("items", {})
    if field.get("type") == "array" and items.get("type") == "string":
        kept = {key: field.pop(key) for key in ("type", "items") if key in field}
        field["anyOf"] = [kept, items]
