"""Pages that stand where a feed should: told apart by what their makers leave in them, never by one site's words."""

from __future__ import annotations

import pytest

from aggregator.text.pages import page_kind


def page(title: str, body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


ARTICLE = " ".join(["The minister said that talks on the border would go on."] * 60)
PASSWORD = '<form action="/session"><input name="user"><input name="pass" type="password"><button>Go</button></form>'

PAGES = {
    "Cloudflare": (page("Just a moment...", "<div id='cf-chl-widget'></div>"), "", "challenge"),
    "Cloudflare, Turnstile": (page("example.org", '<div class="cf-turnstile" data-sitekey="x"></div>'), "", "challenge"),
    "DDoS-Guard": (page("DDoS-Guard", "<p>Checking your browser before accessing the site.</p>"), "", "challenge"),
    "Imperva": (page("", '<iframe src="/_Incapsula_Resource?SWUDNSAI=31"></iframe>'), "", "challenge"),
    "Akamai": (page("Access Denied", "You don't have permission. Reference #18.2f"), "", "challenge"),
    "PerimeterX": (page("Access to this page has been denied", '<div id="px-captcha"></div>'), "", "challenge"),
    "DataDome": (page("lemonde", "<script>var dd={'host':'geo.captcha-delivery.com'}</script>", "<script src='https://ct.datadome.co/c.js'></script>"), "", "challenge"),
    "AWS": (page("", "<script src='https://x.token.awswaf.com/challenge.js'></script>"), "", "challenge"),
    "Russian": (page("Проверка", "<p>Подтвердите, что вы не робот</p>"), "", "challenge"),
    "a login": (page("Sign in", PASSWORD), "", "login"),
    "a login after a redirect": (page("Members", PASSWORD), "https://desk.example/login?next=/feed", "login"),
    "a login in Russian": (page("Вход на сайт", PASSWORD), "", "login"),
    "a login without a password yet": (page("Log in", "<input name='mail'>"), "https://desk.example/account/login", "login"),
    "consent by its address": (page("Example", "<p>We value you.</p>"), "https://consent.example.com/m?continue=x", "consent"),
    "consent by its title": (page("Before you continue to Example", "<form><button>Accept all</button></form>"), "", "consent"),
    "consent by its form": (page("Example", '<form action="https://consent.example.org/save"><button>OK</button></form>'), "", "consent"),
    "a home page": (page("The Desk", "<h1>News</h1><p>Today.</p>"), "", None),
    "an article with a login in its corner": (page("Talks go on", PASSWORD + ARTICLE), "", None),
    "an article with a cookie banner": (page("Talks go on", ARTICLE, "<script src='//cdn.consent.example/cmp.js'></script>"), "", None),
    "an article about robots": (page("Captcha, or why robots fail", ARTICLE), "", None),
    "a comment form guarded against robots": (page("Talks", ARTICLE + '<div class="g-recaptcha"></div>'), "", None),
    "nothing": ("", "", None),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_is(name: str) -> None:
    text, url, kind = PAGES[name]
    assert page_kind(text, url) == kind


@pytest.mark.parametrize("text", ["<" * 200_000, "<script>" * 20_000, "<title>" * 20_000, "<input type=" * 20_000])
def test_no_page_takes_long(text: str) -> None:
    """Quadratic patterns would hang here for minutes."""
    assert page_kind(text) is None
