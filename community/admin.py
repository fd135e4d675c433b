"""Published builds in the admin: to read and, if need be, to take down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from community.models import Post

if TYPE_CHECKING:
    from django.http import HttpRequest


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic for the type checker only
    """A post is what it was on its day: an operator may delete it, and no more."""

    list_display = ("title", "author", "gpu_text", "vram_gib", "total_usd", "problem_count", "published_at")
    list_select_related = ("author",)
    list_filter = ("published_at", "model_version")
    search_fields = ("title", "author__username", "build__code")
    date_hierarchy = "published_at"

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  # Django's signature
        """Posts come from publishing."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:  # noqa: ARG002  # as above
        """A snapshot is not edited."""
        return False
