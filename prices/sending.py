"""Sending messages to the workers, in a way that a page survives without a broker."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

if TYPE_CHECKING:
    from celery import Task

log = logging.getLogger(__name__)


class Unsent:
    """How many messages this process could not send. Nothing is lost with them: the rows say what is due."""

    def __init__(self) -> None:
        """Begin at none."""
        self.count = 0

    def add(self, name: str, error: Exception) -> None:
        """Count one."""
        self.count += 1
        log.warning("The message %s was not sent (%s so far): %r", name, self.count, error)


unsent = Unsent()


def send(task: Task[..., None], *arguments: int) -> None:
    """Send a message once the transaction, if there is one, is committed; broker errors are counted, not raised."""
    transaction.on_commit(partial(_send, task, arguments))


def _send(task: Task[..., None], arguments: tuple[int, ...]) -> None:
    try:
        task.delay(*arguments)
    except Exception as error:  # noqa: BLE001  # every transport raises its own kinds, and none may reach a page
        unsent.add(str(task.name), error)
