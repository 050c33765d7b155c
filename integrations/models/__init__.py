"""The programs that talk to Kjenn."""

from integrations.models.api_key import ApiKey, KeyUse
from integrations.models.idempotency import IdempotencyKey

__all__ = ["ApiKey", "IdempotencyKey", "KeyUse"]
