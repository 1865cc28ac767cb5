"""What the models of config.yaml are made of: values that people write in words, and mappings that know their keys."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from aggregator.config.values import clock, duration, interval, point, seconds, size

Duration = Annotated[
    timedelta, BeforeValidator(duration), WithJsonSchema({"type": "string", "examples": ["30m", "24h", "7d"]})
]
Interval = Annotated[
    timedelta, BeforeValidator(interval), WithJsonSchema({"type": "string", "examples": ["5m", "30m", "2h"]})
]
Seconds = Annotated[
    float,
    BeforeValidator(seconds),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}], "examples": ["30s", "500ms", 2]}),
]
Size = Annotated[
    int,
    BeforeValidator(size),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "integer"}], "examples": ["5MB"]}),
]
Clock = Annotated[time, BeforeValidator(clock), WithJsonSchema({"type": "string", "examples": ["07:00"]})]
Point = Annotated[
    tuple[float, float],
    BeforeValidator(point),
    WithJsonSchema({
        "type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2, "examples": [[41.69, 44.83]],
    }),
]  # fmt: skip


def as_list(value: Any) -> Any:
    """One value may stand where a list of them is meant."""
    return [value] if isinstance(value, str | int | float) and not isinstance(value, bool) else value


def as_match(value: Any) -> Any:
    """A list of conditions means any of them."""
    return {"any": value} if isinstance(value, list) else value


def as_matches(value: Any) -> Any:
    """One condition may stand where a list of them is meant, and a list in the list means any of its members."""
    if isinstance(value, dict):
        return [value]
    return [as_match(part) for part in value] if isinstance(value, list) else value


def as_mapping(value: Any) -> Any:
    """A name alone changes nothing."""
    return {} if value is None else value


def as_version(value: Any) -> Any:
    """The number, in quotes or not."""
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 5 else value


Words = Annotated[list[str], BeforeValidator(as_list)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$")]
Names = Annotated[list[Name], BeforeValidator(as_list)]
Ownership = Literal["private", "public", "state", "government", "un", "thinktank"]
Format = Literal["atom", "rss", "json"]
Content = Literal["headline", "summary", "full"]


class Strict(BaseModel):
    """A mapping in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", populate_by_name=False, coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def without_empty_sections(cls, value: Any) -> Any:
        """A section whose lines are all commented out is as good as none."""
        if not isinstance(value, dict):
            return value
        return {key: part for key, part in value.items() if part is not None or not cls.is_section(key)}

    @classmethod
    def is_section(cls, key: str) -> bool:
        """Whether what stands under a key is a list or a mapping that may be left out."""
        for name, field in cls.model_fields.items():
            if key == (field.alias or name):
                return field.default_factory is not None or isinstance(field.default, list | dict)
        return False
