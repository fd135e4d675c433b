"""Shared builds: what was published, frozen as it was."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from builder.models import Build
from catalog.models import Gpu
from community.querysets import PostQuerySet

MAX_TITLE = 120
MAX_GPU_TEXT = 120


class Post(models.Model):
    """A published build. `snapshot` holds parts, prices and findings of that day; the columns beside it serve lists."""

    build = models.OneToOneField(Build, on_delete=models.PROTECT, related_name="post")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=MAX_TITLE)
    notes = models.TextField(blank=True)
    notes_html = models.TextField(blank=True)  # rendered and sanitised once, when published
    snapshot = models.JSONField()
    model_version = models.CharField(max_length=40)
    published_at = models.DateTimeField()
    main_gpu = models.ForeignKey(Gpu, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    gpu_text = models.CharField(max_length=MAX_GPU_TEXT, blank=True)  # "2 × RTX 3090"
    gpu_count = models.PositiveSmallIntegerField(default=0)
    vram_gib = models.FloatField(default=0)
    total_usd = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    priced_count = models.PositiveSmallIntegerField(default=0)
    part_count = models.PositiveSmallIntegerField(default=0)
    wall_w = models.PositiveIntegerField(null=True, blank=True)
    problem_count = models.PositiveSmallIntegerField(default=0)
    warning_count = models.PositiveSmallIntegerField(default=0)
    note_count = models.PositiveSmallIntegerField(default=0)
    unknown_count = models.PositiveSmallIntegerField(default=0)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-pk")
        indexes = (
            models.Index(fields=("-published_at", "-id")),
            models.Index(fields=("main_gpu", "-published_at")),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where it is read."""
        return reverse("community:build", args=[self.build.code])
