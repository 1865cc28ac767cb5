"""The JSON Schemas of config.yaml and edits.yaml, for editors: draft 7, the newest that YAML language servers read."""

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
        fields = definition.get("properties", {})
        for key in fields:
            fields[key] = _for_draft_7(_one_or_many(_without_null(fields[key])))
            if isinstance(members := fields[key].get("additionalProperties"), dict):
                fields[key]["additionalProperties"] = _one_or_many(members)
    match = {"$ref": "#/definitions/Match"}
    for name in ("Match", "Feed"):
        for key in ("all", "any", "not"):
            _become(definitions[name]["properties"][key], [_list_of(match), match])
    _become(definitions["Topic"]["properties"]["match"], [match, _list_of(match)])
    return schema


def edits_schema(config: Config | None = None) -> dict[str, Any]:
    """The schema of edits.yaml; with a configuration, its regions complete by name."""
    from aggregator.config.edits import BESIDE, EditModel

    edit = EditModel.model_json_schema(by_alias=True)
    fields = {key: _one_or_many(_without_null(field)) for key, field in edit["properties"].items()}
    if config is not None:
        for key in BESIDE["retag"]:
            names = {"enum": sorted(region.id for region in config.tree)}
            fields[key] = {
                "description": fields[key]["description"],
                "anyOf": [{"type": "array", "items": names}, names],
            }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "edits.yaml of the news desk",
        "type": "array",
        "items": {
            "type": "object",
            "properties": fields,
            "required": ["reason"],
            "oneOf": [
                {"required": [verb], "propertyNames": {"enum": [verb, "reason", *keys]}}
                for verb, keys in BESIDE.items()
            ],
        },
    }


def _become(field: dict[str, Any], options: list[dict[str, Any]]) -> None:
    """Let a key take any of these, whatever it took before."""
    for key in ("type", "items", "allOf"):
        field.pop(key, None)
    field["anyOf"] = options


def _list_of(members: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": {"anyOf": [members, {"type": "array", "items": members}]}}


def _without_null(field: dict[str, Any]) -> dict[str, Any]:
    """Without null: a key that stands in the file has a value, and what is optional may be left out."""
    kept = {key: value for key, value in field.items() if key != "title" and not (key == "default" and value is None)}
    if "anyOf" in kept:
        options = [option for option in kept["anyOf"] if option != {"type": "null"}]
        if len(options) == 1:
            del kept["anyOf"]
            kept = {**options[0], **kept}
        else:
            kept["anyOf"] = options
    return kept


def _for_draft_7(field: dict[str, Any]) -> dict[str, Any]:
    """Draft 7 overlooks what stands beside a reference, the description too."""
    if "$ref" in field:
        field = {**field, "allOf": [{"$ref": field["$ref"]}]}
        del field["$ref"]
    return field


def _complete(definition: dict[str, Any], key: str, names: list[str]) -> None:
    items = definition["properties"][key].get("items")
    if items is not None and names:
        items["enum"] = names


def _one_or_many(field: dict[str, Any]) -> dict[str, Any]:
    """A single word may stand where a list of words may: the reader takes both, so the editor must not complain."""
    items = field.get("items", {})
    if field.get("type") != "array" or items.get("type") != "string":
        return field
    rest = {key: value for key, value in field.items() if key not in {"type", "items"}}
    return {**rest, "anyOf": [{"type": "array", "items": items}, items]}
