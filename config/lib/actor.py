"""Who did it: written as text into every history row, so that history outlives the person's account."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from django.db import connection, models
from django.db.transaction import TransactionManagementError
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a key, a customer or the system: a kind, an id and a label, all text."""

    kind: str
    id: str
    label: str

    @classmethod
    def system(cls, task: str) -> Self:
        """Return the system acting through one of its tasks or commands."""
        return cls(kind="system", id=task, label=task)

    @classmethod
    def steward(cls, pk: object, label: str) -> Self:
        """Return a signed-in colleague."""
        return cls(kind="steward", id=str(pk), label=label)

    @classmethod
    def key(cls, pk: object, label: str) -> Self:
        """Return a program that calls with a key."""
        return cls(kind="key", id=str(pk), label=label)

    @classmethod
    def subject(cls, uid: object) -> Self:
        """Return the customer acting through a personal link."""
        return cls(kind="subject", id=str(uid), label="")


class ActorFields(models.Model):
    """The three columns in which a history row keeps its actor."""

    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def actor_name(self) -> str:
        """Return who it was as a screen says it: whatever task or command it was, "Kjenn itself"."""
        if self.actor_kind == "system":
            return _("Kjenn itself")
        return self.actor_label or self.actor_id


def actor_columns(actor: Actor) -> dict[str, str]:
    """Return the actor as the columns of ActorFields."""
    return {"actor_kind": actor.kind, "actor_id": actor.id, "actor_label": actor.label}


def act_as(actor: Actor) -> None:
    """Name the actor to the database for the rest of this transaction: the history of settings writes itself there."""
    _set("kjenn.actor", json.dumps({"kind": actor.kind, "id": actor.id, "label": actor.label}))


@contextmanager
def shipped_by_us() -> Iterator[None]:
    """Keep what ships with the product out of the history of settings: nobody of the company decided it."""
    _set("kjenn.shipped", "on")
    yield
    _set("kjenn.shipped", "")


def _set(name: str, value: str) -> None:
    """Set a variable that ends with the transaction; outside one it would be lost at once, so that is a fault."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("The actor is named inside the transaction that acts.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
