"""Templates of the operator's own: file by file, block by block, in a sandbox, with errors that name the place."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator.errors import OutputError
from aggregator.model import Artifact
from aggregator.publish.jinja_env import Templates
from tests.publish.newsdesk import INFO, site


def test_a_template_of_ones_own_replaces_one_block_of_the_built_in_one(tmp_path: Path) -> None:
    (tmp_path / "base.html").write_text(
        '{% extends "default/base.html" %}{% block footer %}<footer>Ours &amp; {{ page.site_title }}</footer>{% endblock %}'
    )
    page = site(replace(INFO, title="A <b> desk"), tmp_path).about()

    assert "<footer>Ours &amp; A &lt;b&gt; desk</footer>" in page.body.decode()
    assert "How it works" in page.body.decode()


def test_a_style_sheet_of_ones_own_is_published_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text("body { color: {{ red }} }\n")

    assert Artifact("style.css", "text/css", b"body { color: {{ red }} }\n") in site(templates=tmp_path).static()


@pytest.mark.parametrize(
    "template",
    [
        "one\n{% if %}",
        "one\n{{ page.nothing }}",
        "one\n{{ view.heading.missing.deeper }}",
        "one\n{% include 'absent.html' %}",
        "one\n{{ ''.__class__.__mro__ }}",
        "one\n{{ 1 // 0 }}",
        "one\n{{ page.nav.append(1) }}",
    ],
)
def test_a_wrong_template_is_named_with_its_line(template: str, tmp_path: Path) -> None:
    (tmp_path / "about.html").write_text(template)

    with pytest.raises(OutputError, match=rf"{re.escape(str(tmp_path / 'about.html'))}:2: "):
        site(templates=tmp_path).about()


def test_a_missing_folder_of_templates_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not exist"):
        site(templates=tmp_path / "nowhere")


def test_templates_that_were_edited_or_added_count_at_once(tmp_path: Path) -> None:
    (tmp_path / "one.html").write_text("first", encoding="utf-8")
    assert Templates(tmp_path).render("one.html") == "first"
    (tmp_path / "one.html").write_text("then", encoding="utf-8")
    os.utime(tmp_path / "one.html", (1, 1))
    assert Templates(tmp_path).render("one.html") == "then"
    (tmp_path / "style.css").write_text("added", encoding="utf-8")
    assert Templates(tmp_path).file("style.css") == b"added"


def test_templates_speak_the_language_of_their_page_and_the_operators_words_win(tmp_path: Path) -> None:
    (tmp_path / "locale").mkdir()
    (tmp_path / "locale" / "ru.po").write_text('msgid "Licence"\nmsgstr "Права <b>"\n', encoding="utf-8")
    (tmp_path / "about.html").write_text(
        '{{ _("Licence") }}|{{ _("How it works") }}|{{ _("Ours: 100%% %(name)s", name=page.site_title) }}|{{ words.is_reviewed }}'
    )
    ours, theirs = (site(replace(INFO, title="A <b>", language=language), tmp_path) for language in ("ru-RU", "en"))

    assert ours.about().body.decode() == "Права <b>|Как это устроено|Ours: 100% A &lt;b&gt;|False\n"
    assert theirs.about().body.decode() == "Licence|How it works|Ours: 100% A &lt;b&gt;|True\n"
