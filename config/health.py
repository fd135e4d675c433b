"""Two answers for whoever watches the site: the process runs; it can serve."""

from __future__ import annotations

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=status)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process runs."""
    del request
    return _plain("ok")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say that the database answers and has every migration, or with status 503 which of the two is missing."""
    del request
    try:
        waiting = unapplied()
    except Error as error:
        connection.close()  # the next question gets a new connection instead of a broken one
        return _plain(f"the database does not answer: {type(error).__name__}", status=503)
    if waiting:
        return _plain(f"migrations to apply: {', '.join(waiting)}", status=503)
    return _plain("ready")


def unapplied() -> list[str]:
    """Name the migrations that the database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _ in plan]
