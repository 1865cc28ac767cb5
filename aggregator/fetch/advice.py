"""What an editor can do about a source that does not answer as it should."""

from __future__ import annotations

from aggregator.model import State

ADVICE: dict[str, str] = {
    State.REFUSED: "look whether the address opens in a browser; a site may want another `user_agent` or a key in `headers`",
    State.NOT_FOUND: "look for the feed's new address on the site, or leave the line: a lost feed comes back at times",
    State.GONE: "the publisher took it away for good: delete the line, or give it `enabled: false`",
    State.BLOCKED: "ask the publisher to let feed readers in, look for another feed of theirs, or put a bridge of your own in"
    " between (`allow_private: true` admits one in your network)",
    State.LOGIN: "use an address with your own key or password in it (`${NAME}` takes it from the environment), or `headers`",
    State.CONSENT: "look for the address of the feed itself, below the site that asks; consent pages want a browser",
    State.NOT_A_FEED: "use the address of a feed; `aggregator try URL` shows what an address yields",
    State.CANNOT_PARSE: "tell the publisher: the document is damaged, and other readers will fail on it too",
    State.UNDATED: "give the source `date_formats` if its dates are of an unusual form; items count from when they are met",
    State.FAILING: "nothing, if it passes: the source is asked again by itself, more and more rarely",
}


def advised(state: str, reason: str) -> str:
    """The word, the reason, and what to do about it."""
    advice = ADVICE.get(state)
    return f"{state}: {reason}" + (f" ({advice})" if advice else "")
