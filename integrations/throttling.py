"""Every call is counted; one too many in a minute waits for the next."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from integrations.authentication import KeyCaller
from integrations.services.counting import WINDOW_SECONDS, Allowance, count_call


class KeyThrottle(BaseThrottle):
    """Count the call of a key, and tell its caller how much is left (draft-ietf-httpapi-ratelimit-headers)."""

    allowance: Allowance

    def allow_request(self, request: Request, view: Any) -> bool:
        """Say whether the call is within the limit."""
        del view
        caller = request.auth
        if not isinstance(caller, KeyCaller):
            return True
        self.allowance = count_call(key_id=caller.key.pk)
        request.rate_headers = {  # type: ignore[attr-defined]
            "RateLimit-Policy": f'"key";q={self.allowance.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"key";r={self.allowance.remaining};t={self.allowance.reset}',
        }
        return not self.allowance.is_over

    def wait(self) -> float:
        """Return the seconds until the next minute."""
        return self.allowance.reset
