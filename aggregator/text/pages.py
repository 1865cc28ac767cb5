"""What kind of web page stands where a feed should: one that keeps programs out, a login, a request for consent.

By marks that the makers of such pages leave in all of them, as far as an editor could see them too; no rule fixes them.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

PageKind: TypeAlias = Literal["challenge", "login", "consent"]

#: How much of a page is looked at: such pages are short, and say early what they are.
LOOK = 60_000
#: More words than these between the tags, and a page is an article or a list, whatever stands in its corners.
MOST_WORDS = 400

_CHALLENGE = re.compile(
    r"cf-chl|cf_chl|challenge-platform|cf-browser-verification|cf-turnstile|ddos-guard|_incapsula_|incapsula incident"
    r"|sucuri_cloudproxy|px-captcha|perimeterx|datadome|awswaf|aws-waf|x-amz-waf|qrator|servicepipe|anubis_challenge|g-recaptcha"
    r"|h-captcha|hcaptcha\.com|<title>[^<]*(?:just a moment|attention required|access denied|are you a (?:human|robot)|captcha"
    r"|bot (?:check|verification)|security check|pardon our interruption|not a (?:bot|robot)|robot check)"
    r"|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|enable javascript and cookies to continue"
    r"|проверка браузера|вы не робот|подтвердите, что вы",
    re.IGNORECASE,
)
_PASSWORD = re.compile(r"<input\b[^<>]{0,400}?\btype\s*=\s*[\"']?password", re.IGNORECASE)
_LOGIN = re.compile(
    r"<title>[^<]*\b(?:log ?in|sign ?in|log ?on|вход|войти|авторизация|увійти|вхід|giriş|oturum aç|anmelden|connexion|iniciar sesión"
    r"|შესვლა|մուտք|daxil ol|ورود|تسجيل الدخول)",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"<title>[^<]*(?:before you continue|consent|cookie|privacy (?:gate|choices|settings)|datenschutz|согласи|avant de continuer"
    r"|antes de continuar|çerez)|(?:action|href|src)=[\"'][^\"']{0,300}?(?:consent\.|/consent\b|cmpv?2?\.|cookiewall|privacy-gate)",
    re.IGNORECASE,
)
_CONSENT_ADDRESS = re.compile(r"//consent\.|/(?:consent|cookie-?wall|privacy-gate)\b", re.IGNORECASE)
_LOGIN_ADDRESS = re.compile(r"/(?:log-?in|sign-?in|signin|auth|sso|account/login)\b", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>", re.IGNORECASE | re.DOTALL)


def page_kind(text: str, url: str = "") -> PageKind | None:
    """What a page is that is no feed and no article, as far as it can be told; None for an ordinary page.

    ``url``: its final address, which tells of itself after a redirect.
    """
    head = text[:LOOK]
    is_short = len(_HIDDEN.sub(" ", head).split()) <= MOST_WORDS
    if is_short and _CHALLENGE.search(head):
        return "challenge"
    if _PASSWORD.search(head) and (is_short or _LOGIN.search(head) or _LOGIN_ADDRESS.search(url)):
        return "login"
    if is_short and _LOGIN.search(head) and _LOGIN_ADDRESS.search(url):
        return "login"
    if _CONSENT_ADDRESS.search(url) or (is_short and _CONSENT.search(head)):
        return "consent"
    return None
