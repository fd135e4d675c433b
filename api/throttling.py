"""How often one may ask: by address without an account, by account with one. Rates: docs/settings.md."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.permissions import SAFE_METHODS
from rest_framework.throttling import SimpleRateThrottle

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)


def cache_errors() -> tuple[type[Exception], ...]:
    """Give what a cache out of reach raises. The client of Redis is loaded only where somebody talks to one."""
    redis = sys.modules.get("redis.exceptions")
    return (OSError, redis.RedisError) if redis else (OSError,)


class Throttle(SimpleRateThrottle):
    """A limit on requests that make the site work. Reading is free."""

    def get_rate(self) -> str | None:
        """Give the rate of somebody without an account; `allow_request` takes the other where it has to."""
        return self._rate("anonymous")

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count a request. While the cache is out of reach nobody is turned away."""
        if request.method in SAFE_METHODS:
            return True
        if request.user.is_authenticated:
            self.rate = self._rate("user")
            self.num_requests, self.duration = self.parse_rate(self.rate)
        try:
            return super().allow_request(request, view)
        except cache_errors():
            logger.warning("the cache is out of reach: requests are not counted", exc_info=True)
            return True

    def get_cache_key(self, request: Request, _view: APIView) -> str:
        """Tell people apart."""
        who = f"user-{request.user.pk}" if request.user.is_authenticated else self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": who}

    def _rate(self, who: str) -> str | None:
        rates: dict[str, str | None] = settings.API_RATES
        return rates[f"{self.scope}-{who}"]


class CheckThrottle(Throttle):
    """A limit on checks, which store nothing."""

    scope = "check"


class WriteThrottle(Throttle):
    """A limit on what is stored."""

    scope = "write"
