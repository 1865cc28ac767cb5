"""Reading: what the file says and where it says it, whatever bytes it is made of."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.config import Config, load_config
from aggregator.errors import ConfigError
from tests.config.test_config import load, problems


def sources(count: int, more: str = "") -> str:
    return "sources:\n" + "".join(
        f"  - {{id: s{number}, url: 'https://s{number}.example/'{more}}}\n" for number in range(count)
    )


def test_secrets_of_the_environment_are_not_shown(tmp_path: Path) -> None:
    """What is wrong with a value is said of the variable, not of what it stands for."""
    text = "sources:\n  - url: ${SECRET}\n    lang: ${SECRET}\n    kind: ${SECRET}\n    interval: ${SECRET}\n"
    told = problems(tmp_path, text, SECRET="hush hush")
    assert len(told) == 4
    assert all("${SECRET}" in line and "hush" not in line for line in told)


def test_a_password_of_the_environment_is_where_it_belongs(tmp_path: Path) -> None:
    assert not load(tmp_path, "sources:\n  - url: https://u:${PW}@a.example/\n", PW="x").warnings
    (warning,) = load(tmp_path, "sources:\n  - url: https://u:hush@a.example/\n").warnings
    assert "${NAME}" in warning.message
    assert "hush" not in warning.message


def test_variables_have_defaults_and_can_be_written_themselves(tmp_path: Path) -> None:
    text = "site: {title: '${A:-one}, ${B:-two}, $${C}, $D', description: '${E}'}\n"
    site = load(tmp_path, text, B="", E="").site
    assert (site.title, site.description) == ("one, two, ${C}, $D", "")


def test_a_section_may_be_left_empty(tmp_path: Path) -> None:
    text = (
        "sources:\n#  - url: x\ntopics:\nregions:\n  russia:\noutputs:\n  feeds:\n  digest:\nhttp:\nsite:\ndefaults:\n"
    )
    config = load(tmp_path, text)
    assert config.sources == ()
    assert "russia" in config.tree


def test_a_value_that_a_comment_cuts_off_is_warned_of(tmp_path: Path) -> None:
    config = load(tmp_path, "site:\n  title: News #1 of all\n  description: fine # a comment\n  language: en #!x\n")
    assert [str(warning).rsplit("/", 1)[-1] for warning in config.warnings] == [
        'config.yaml:2:10: warning: site.title: ends before "#1 of all", which is a comment; put the value in quotes, or a space after the #'
    ]


def test_a_forgotten_scheme_and_slash_are_added_with_a_warning(tmp_path: Path) -> None:
    for written in ("news.example.org", "https://news.example.org", "news.example.org/"):
        config = load(tmp_path, f"site: {{base_url: '{written}'}}\n")
        assert config.site.base_url == "https://news.example.org/"
        assert "https://news.example.org/" in config.warnings[0].message
    assert not load(tmp_path, "site: {base_url: 'https://news.example.org/desk/'}\n").warnings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_with_a_mark_are_read(encoding: str, tmp_path: Path) -> None:
    assert load(tmp_path, "site: {title: Кавказ}\r\n".encode(encoding)).site.title == "Кавказ"


def test_aliases_and_merges_work_within_their_bound(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        "sources:\n  - &a {url: https://a.example/, lang: ka}\n  - {<<: *a, url: https://b.example/}\n"
        "  - <<: [*a, {lang: ru, kind: state}]\n    url: https://c.example/\n    lang: hy\n",
    )
    assert [(spec.language, spec.ownership) for spec in config.sources] == [("ka", None), ("ka", None), ("hy", "state")]

    words = ",".join(f"w{number}" for number in range(1000))
    many = f"topics:\n  t: {{match: &m {{keywords: [{words}]}}}}\n"
    many += "".join(f"  t{number}: {{match: *m}}\n" for number in range(20))
    (told,) = problems(tmp_path, many)
    assert "aliases unfold to more than 10000 values" in told


def test_one_condition_and_one_name_may_stand_for_a_list(tmp_path: Path) -> None:
    text = (
        "sources: [{id: a, url: 'https://www.a.example/'}]\n"
        "topics:\n  t: {match: {any: {keywords: x}, not: {lang: ka}, source: a, outlet: a.example}}\n"
    )
    rule = load(tmp_path, text).topics[0].rule
    assert (rule.any[0].keywords, rule.none[0].languages) == (("x",), ("ka",))
    assert (rule.sources, rule.outlets) == (("a",), ("a.example",))


def test_a_problem_in_a_list_of_conditions_is_told_at_its_place(tmp_path: Path) -> None:
    text = "topics:\n  t:\n    match:\n      - keywords: x\n      - regions: [georgai]\n        langs: ka\n"
    assert problems(tmp_path, text) == [
        "config.yaml:5:19: topics.t.match[1].regions[0]: no region 'georgai'; did you mean georgia?",
        'config.yaml:6:9: topics.t.match[1].langs: unknown key; did you mean "lang"?',
    ]


def test_rules_may_name_sources_by_the_id_of_their_address(tmp_path: Path) -> None:
    text = "sources: [{url: 'https://civil.ge/feed'}]\ntopics: {t: {match: {sources: civil-ge-feed}}}\n"
    assert load(tmp_path, text).topics[0].rule.sources == ("civil-ge-feed",)


def test_derived_ids_are_unique(tmp_path: Path) -> None:
    text = "sources: [{url: 'https://a.example/x?y'}, {url: 'https://a.example/x/y'}, {id: a-example-x-y-2, url: 'https://b.example/'}]\n"
    assert [spec.id for spec in load(tmp_path, text).sources] == ["a-example-x-y", "a-example-x-y-3", "a-example-x-y-2"]


@pytest.mark.parametrize("kind", ["folder", "missing", "pipe", "link to itself"])
def test_what_is_no_file_is_told(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "link to itself":
        path.symlink_to(path)
    with pytest.raises(ConfigError) as caught:
        load_config(path, {})
    assert str(caught.value).startswith(f"{path}: ")


def test_a_file_that_is_too_large_is_told_how_to_be_split(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, "#" * 1_048_576 + "\n")
    assert told == "config.yaml: is larger than 1 MiB; move part of it into files in config.d/ beside it"


def test_a_bad_file_among_more_files_hides_no_other_problem(tmp_path: Path) -> None:
    (tmp_path / "config.d").mkdir()
    (tmp_path / "config.d" / "a.yaml").write_text("sources: [\n", encoding="utf-8")
    (tmp_path / "config.d" / "b.yaml").write_text("- list\n", encoding="utf-8")
    told = problems(tmp_path, "site: {title: a, title: b}\n")
    assert [line.split(":")[0] for line in told] == ["config.yaml", "config.d/b.yaml", "config.d/a.yaml"]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "sources: " + "[" * 100_000 + "]" * 100_000,
        "".join("{a: " for _ in range(50_000)),
        "sources: [" + "a," * 500_000 + "]",
        "a: 1\n" * 150_000,
        "".join(f"k{number}: 1\n" for number in range(60_000)),
        "sources:\n" + "  - {url: https://a.example/, zone: x}\n" * 12_000,
        sources(12_000, ", timezone: Tbilissi"),
        "sources:\n  - url: https://a.example/\n    regions: [" + "xx," * 90_000 + "]\n",
        "regions:\n" + "".join(f"  r{n}: {{parent: [r{(n + 1) % 3000}, r{(n + 2) % 3000}]}}\n" for n in range(3000)),
    ],
    ids=["open", "closed", "mappings", "flat", "repeated", "unknown", "twice", "zones", "regions", "circle"],
)
def test_monstrous_files_are_refused_without_end_or_crash(text: str, tmp_path: Path) -> None:
    assert 1 <= len(problems(tmp_path, text)) <= 501


def test_ten_thousand_sources_are_read_from_a_file_beside_the_first(tmp_path: Path) -> None:
    """Work grows with the file, not with its square: were it otherwise, this test would not end."""
    (tmp_path / "config.d").mkdir()
    (tmp_path / "config.d" / "more.yaml").write_text(sources(10_000), encoding="utf-8")
    assert len(load(tmp_path, "sources: [{url: 'https://first.example/'}]\n").sources) == 10_001


def test_what_follows_from_a_mistake_is_not_told_beside_it(tmp_path: Path) -> None:
    """One mistake, one message: a rule that names a source with a wrong id is not wrong itself."""
    text = (
        "sources:\n  - {id: A, url: https://a.example/}\n  - {id: b, url: https://b.example/, lang: [x]}\n"
        "topics:\n  t: {match: {sources: [b], keyword: x}}\n  u: 5\n  v: {match: {topics: [u]}}\n"
    )
    assert problems(tmp_path, text) == [
        "config.yaml:2:10: sources[0].id: 'A' is no name: use lower-case letters, digits and hyphens, at most 64; did you mean \"a\"?",
        "config.yaml:3:44: sources[1].lang: is a list, but must be text",
        'config.yaml:5:29: topics.t.match.keyword: unknown key; did you mean "keywords"?',
        "config.yaml:6:6: topics.u: is 5, but must be a mapping (key: value)",
    ]


def test_a_wrong_member_of_a_list_hides_no_other_problem(tmp_path: Path) -> None:
    text = "sources:\n  - {url: nowhere, tags: [a, [b]]}\n  - https://b.example/\n"
    assert [line.split(" ")[1] for line in problems(tmp_path, text)] == ["sources[0].tags[1]:", "sources[1]:"]


_KEYS = """sources url id lang kind regions tags was html items match any all not keywords topics outputs feeds name digest at http \
timeout site base_url timezone store publish dir defaults interval limit headers parent also enabled examples yes version""".split()  # noqa: SIM905
_WORDS = "georgia https://a.example/ file:x a.example ${X} ${X:-y} $${ 07:00 30m 5MB re:( all no true null 1.10 -1 '' <<".split()  # noqa: SIM905
_VALUES = st.recursive(
    st.sampled_from(_WORDS) | st.text(max_size=6) | st.integers(-2, 9999) | st.none() | st.booleans() | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS) | st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(value=st.dictionaries(st.sampled_from(_KEYS), _VALUES, max_size=6), other=_VALUES)
def test_any_values_under_any_keys_are_a_configuration_or_a_list_of_problems(
    value: object, other: object, tmp_path: Path
) -> None:
    """In one file and in two; every message is one line that names its file."""
    (tmp_path / "config.d").mkdir(exist_ok=True)
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(value), encoding="utf-8")
    (tmp_path / "config.d" / "more.yaml").write_text(yaml.safe_dump(other), encoding="utf-8")
    try:
        assert isinstance(load_config(tmp_path / "config.yaml", {}), Config)
    except ConfigError as error:
        assert error.problems
        for problem in error.problems:
            assert str(problem).startswith(str(tmp_path))
            assert "\n" not in str(problem)
