"""One small form to one address, such as a hub: bounded, guarded, and without redirects."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import aiohttp

from aggregator.fetch.answers import failure_of, failure_of_status
from aggregator.fetch.caching import retry_after
from aggregator.fetch.settings import HttpSettings
from aggregator.model import FetchFailed, State
from aggregator.text.urls import redact

#: Seconds for the whole of it: there is little to say.
MOST_SECONDS = 15.0


async def post_form(
    session: aiohttp.ClientSession, settings: HttpSettings, url: str, fields: Mapping[str, str]
) -> FetchFailed | None:
    """POST a form; None when the server took it (2xx), else why not. The body of its answer is not read."""
    shown, seconds = redact(url), min(settings.timeout, MOST_SECONDS)
    try:
        async with (
            asyncio.timeout(seconds),
            session.post(
                url,
                data=dict(fields),
                headers={"User-Agent": settings.user_agent},
                allow_redirects=False,
                proxy=settings.proxy,
            ) as response,
        ):
            if 200 <= response.status < 300:
                return None
            headers = {name.lower(): value for name, value in response.headers.items()}
            wait = retry_after(headers, None)
            return failure_of_status(response.status, shown, headers, wait, 1)
    except TimeoutError:
        return FetchFailed(shown, State.FAILING, f"timed out after {seconds:g} s", is_soft=True, requests=1)
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return failure_of(error, shown, requests=1)
