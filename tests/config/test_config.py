"""config.yaml: five lines are enough, every mistake is told at once with its place and a remedy, and no trap of YAML is set."""

from __future__ import annotations

import json
from datetime import time, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from aggregator.config import Config, load_config
from aggregator.config.edit import append_sources, example_text, starter_text
from aggregator.config.fields import Strict
from aggregator.config.models import ConfigModel
from aggregator.config.schema import config_schema
from aggregator.errors import ConfigError
from aggregator.model import Rule

ROOT = Path(__file__).parents[2]
BAD = sorted((ROOT / "tests" / "data" / "config" / "bad").glob("*.yaml"))


def load(folder: Path, text: str | bytes, **environ: str) -> Config:
    path = folder / "config.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_config(path, environ)


def problems(folder: Path, text: str | bytes, **environ: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(folder, text, **environ)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def test_five_lines_are_enough(tmp_path: Path) -> None:
    config = load(
        tmp_path, "sources:\n  - url: https://civil.ge/feed\n  - url: https://oc-media.org/feed/\n    lang: ka\n"
    )

    assert [(spec.id, spec.outlet, spec.language) for spec in config.sources] == [
        ("civil-ge-feed", "civil.ge", None),
        ("oc-media-org-feed", "oc-media.org", "ka"),
    ]
    assert config.store_url == f"sqlite:///{tmp_path}/var/aggregator.sqlite"
    assert config.publish_dir == tmp_path / "output"
    assert config.digest.at == time(7)
    assert (config.http.timeout, config.http.concurrency, config.http.per_host, config.http.host_delay) == (
        30,
        128,
        1,
        2,
    )
    assert config.http.max_bytes == 10_000_000
    assert [spec.name for spec, _ in config.outputs] == ["all"]
    assert "georgia" in config.tree
    assert not config.warnings


def test_an_empty_file_is_a_configuration(tmp_path: Path) -> None:
    assert load(tmp_path, "").sources == ()
    assert load(tmp_path, "# nothing yet\n").site.title == "News desk"


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_mistakes_are_told_with_place_and_remedy(path: Path, tmp_path: Path) -> None:
    """Each bad file has its messages beside it; a file without them fails."""
    expected = path.with_suffix(".problems").read_text(encoding="utf-8").splitlines()
    assert problems(tmp_path, path.read_bytes()) == expected


def test_there_are_bad_files_enough() -> None:
    assert len(BAD) >= 30


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffsources: []\n",
        "sources: []\r\nsite: {title: x}\r\n",
        "sources: []\n---\n".replace("---\n", ""),
        "{sources: [], version: 1}",
    ],
    ids=["byte order mark", "windows line ends", "plain", "flow style"],
)
def test_harmless_variants_are_accepted(text: str, tmp_path: Path) -> None:
    assert load(tmp_path, text).sources == ()
    assert load(tmp_path, text.encode("utf-16")).sources == ()


def test_the_traps_of_yaml_are_defused(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        "site: {title: 2026-01-14}\nsources:\n  - {url: 'https://a.example/', lang: no, title: 1.10, tags: [on, yes, 12:30, 010]}\n"
        "outputs: {digest: {at: 17:00}}\n",
    )
    (spec,) = config.sources
    assert (config.site.title, spec.language, spec.title) == ("2026-01-14", "no", "1.10")
    assert spec.tags == ("on", "yes", "12:30", "010")
    assert config.digest.at == time(17)


def test_values_come_from_the_environment_and_are_never_yaml(tmp_path: Path) -> None:
    text = "sources:\n  - url: https://${HOST:-a.example}/\n    headers: {X-Key: '${KEY}'}\n    title: ${TITLE:-}\n"
    (spec,) = load(tmp_path, text, KEY="a: [b] # c", TITLE="- T\n- U").sources
    assert (spec.url, spec.headers["X-Key"], spec.title) == ("https://a.example/", "a: [b] # c", "- T\n- U")
    assert problems(tmp_path, text) == [
        "config.yaml:3:22: sources[0].headers.X-Key: the environment has no KEY; set it, or write ${KEY:-default}"
    ]


def test_more_files_are_joined(tmp_path: Path) -> None:
    (tmp_path / "config.d").mkdir()
    (tmp_path / "config.d" / "10-more.yaml").write_text("sources:\n  - url: https://b.example/\nsite: {language: ka}\n")
    config = load(tmp_path, "site: {title: T}\nsources:\n  - url: https://a.example/\n")
    assert [spec.url for spec in config.sources] == ["https://a.example/", "https://b.example/"]
    assert (config.site.title, config.site.language) == ("T", "ka")

    (tmp_path / "config.d" / "20-other.yaml").write_text("site:\n  title: U\nsources:\n  - url: nowhere\n")
    found = problems(tmp_path, "site: {title: T}\n")
    assert found[0] == "config.d/20-other.yaml:2:3: site.title: is set in config.yaml, line 1, too; keep one"
    assert found[1].startswith("config.d/20-other.yaml:4:10: sources[1].url: 'nowhere' is no address")


def test_file_addresses_and_paths_are_relative_to_the_configuration(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        "sources: [{url: 'file:a b.xml'}, {url: 'file:///srv/x.xml'}]\npublish: {dir: ../out}\nstore: {url: sqlite:///db/x.sqlite}\n",
    )
    assert [spec.url for spec in config.sources] == [(tmp_path / "a b.xml").as_uri(), "file:///srv/x.xml"]
    assert all(spec.allow_private for spec in config.sources)
    assert config.publish_dir == tmp_path.parent / "out"
    assert config.store_url == f"sqlite:///{tmp_path}/db/x.sqlite"


def test_rules_become_what_they_say(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        "topics:\n  t:\n    match:\n      all:\n        - regions: georgia\n        - [{lang: ka}, {lang: ru}]\n      not: [{kind: state}]\n      max_age: 3d\n".replace(
            "        - [{lang: ka}, {lang: ru}]\n", "        - any: [{lang: ka}, {lang: ru}]\n"
        ),
    )
    (topic,) = config.topics
    assert topic.rule == Rule(
        all=(Rule(regions=("georgia",)), Rule(any=(Rule(languages=("ka",)), Rule(languages=("ru",))))),
        none=(Rule(ownership=("state",)),),
        max_age=timedelta(days=3),
    )
    assert (
        config.outputs[1][0].description
        == "At most 3 days old, and about Georgia, and ((in Georgian, or in Russian)); not from state outlets"
    )


def test_regions_are_added_changed_and_switched_off(tmp_path: Path) -> None:
    tree = load(
        tmp_path,
        "regions:\n  kakheti: {parent: georgia, keywords: Kakheti}\n  georgia: {title: Sakartvelo, exclude: [Atlanta]}\n  armenia: {enabled: false}\n",
    ).tree
    assert tree.closure("kakheti")[:2] == ("kakheti", "georgia")
    assert (tree["georgia"].title, tree["georgia"].country, tree["georgia"].exclude) == (
        "Sakartvelo",
        "GE",
        ("Atlanta",),
    )
    assert "armenia" not in tree


def test_feeds_of_one_region_or_topic_are_that_tag(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        "topics: {t: {match: {keywords: x}}}\noutputs:\n  feeds: [{name: a, regions: [georgia]}, {name: b, topic: t}, {name: c, lang: ka}, {name: d}]\n",
    )
    assert [(spec.name, spec.scheme, spec.term) for spec, _ in config.outputs[2:]] == [
        ("a", "region", "georgia"),
        ("b", "topic", "t"),
        ("c", "output", "c"),
        ("d", "all", ""),
    ]


def test_a_feed_chooses_the_weight_of_its_regions(tmp_path: Path) -> None:
    feeds = ", ".join(
        f"{{name: {weight}, regions: [georgia], lang: ka, weight: {weight}}}" for weight in ("about", "any", "mentions")
    )
    config = load(tmp_path, f"outputs:\n  feeds: [{feeds}, {{name: plain, regions: [georgia], weight: any}}]\n")
    about, both, only, plain = (rule for _, rule in config.outputs[1:])
    georgia = Rule(mentions=("georgia",))
    assert about == Rule(regions=("georgia",), languages=("ka",))
    assert both == Rule(all=(georgia,), languages=("ka",))
    assert only == Rule(all=(georgia,), none=(Rule(regions=("georgia",)),), languages=("ka",))
    assert plain == Rule(all=(georgia,))
    assert [spec.description for spec, _ in config.outputs[3:]] == [
        "In Georgian, and naming Georgia; not about Georgia",
        "Naming Georgia",
    ]
    assert problems(tmp_path, "outputs: {feeds: [{name: x, lang: ka, weight: any}]}") == [
        "config.yaml:1:47: outputs.feeds[0].weight: says how `regions` is meant, and this feed has none; add them, or leave it out"
    ]


def test_the_shipped_configuration_is_right_and_shows_every_option() -> None:
    config = load_config(ROOT / "config.yaml", {})
    assert len(config.sources) == 90
    assert not config.warnings

    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    models: list[type[Strict]] = [ConfigModel]
    while models:
        model = models.pop()
        models.extend(model.__subclasses__())  # type: ignore[arg-type]
    for model in Strict.__subclasses__():
        for name, field in model.model_fields.items():
            key = field.alias or name
            assert f"{key}:" in text or f'"{key}":' in text, f"{model.__name__}.{key} is not explained in config.yaml"


def test_the_schema_is_one_and_accepts_the_shipped_configuration() -> None:
    schema = config_schema(load_config(ROOT / "config.yaml", {}))
    Draft7Validator.check_schema(schema)
    for text in (example_text(), starter_text()):
        Draft7Validator(schema).validate(yaml.safe_load(text))
    assert list(Draft7Validator(schema).iter_errors({"sources": [{"url": "x", "langauge": "ka"}]}))
    assert "georgia" in json.dumps(schema)


def test_added_sources_leave_everything_else_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(starter_text(), encoding="utf-8")
    append_sources(path, [{"url": "https://x.example/feed", "title": "X: y", "tags": ["a", "b"]}])
    append_sources(path, [{"url": "https://y.example/feed"}])

    lines = path.read_text(encoding="utf-8").splitlines()
    before = starter_text().splitlines()
    assert [line for line in lines if line in before] == before
    urls = [spec.url for spec in load_config(path, {}).sources]
    assert urls[-2:] == ["https://x.example/feed", "https://y.example/feed"]


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.one_of(
        st.binary(max_size=120), st.text(alphabet="sourcetl:-[]{}&*!|>'\"\n #,.%@`?<\t123", max_size=80).map(str.encode)
    )
)
def test_any_bytes_are_a_configuration_or_a_list_of_problems(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(body)
    try:
        assert isinstance(load_config(path, {}), Config)
    except ConfigError as error:
        assert all(problem.file.endswith("config.yaml") and problem.message for problem in error.problems)


def test_names_by_language_and_points_are_added_to_a_region(tmp_path: Path) -> None:
    text = "regions:\n  coast: {names: {ru: Берег, en: [Shore, Coast]}, point: [41.65, 41.64]}\n  georgia: {names: {ka: საქართველო}}\n"
    config = load(tmp_path, text)
    assert config.tree["coast"].names == (("ru", ("Берег",)), ("en", ("Shore", "Coast")))
    assert (config.tree["coast"].point, config.tree["georgia"].country) == ((41.65, 41.64), "GE")
    Draft7Validator(config_schema(config)).validate(yaml.safe_load(text))


def test_a_built_in_region_takes_another_id_and_stays_what_it_was(tmp_path: Path) -> None:
    text = "regions:\n  sakartvelo: {was: georgia}\n  kakheti: {parent: sakartvelo}\n  iberia: {title: Iberia, was: [hiberia, spain]}\n"
    plain, tree = load(tmp_path, "").tree, load(tmp_path, text).tree
    region, georgia = tree["sakartvelo"], plain["georgia"]
    assert (region.title, region.parents, region.country, region.point) == (
        "Sakartvelo",
        georgia.parents,
        "GE",
        georgia.point,
    )
    assert tree["abkhazia"].parents == ("sakartvelo",)
    assert tree.closure("kakheti")[:2] == ("kakheti", "sakartvelo")
    assert "georgia" not in tree
    assert tree.present("georgia") == "sakartvelo"
    assert (tree["iberia"].title, tree["iberia"].country, "spain" in tree) == ("Iberia", "ES", False)
    assert list(tree).index(region) == list(plain).index(georgia)
