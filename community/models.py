"""Shared builds: what was published, frozen as it was."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from builder.models import Build
from catalog.models import Gpu
from community.limit_models import Tries
from community.moderation_models import Action, Flag, Unwanted
from community.people_models import Digest, Follow, Notice, Saved
from community.querysets import ORDERS, PostQuerySet
from community.talk_models import Comment, CommentEdit, Visit, Vote

__all__ = [
    "Action",
    "Comment",
    "CommentEdit",
    "Digest",
    "Flag",
    "Follow",
    "Measurement",
    "Notice",
    "Post",
    "Saved",
    "Tries",
    "Unit",
    "Unwanted",
    "Visit",
    "Vote",
    "Workload",
]

MAX_TITLE = 120
MAX_GPU_TEXT = 120
MAX_MEASUREMENTS = 60  # of a build: twenty workloads at three sizes


SHOWN = models.Q(hidden_at=None)


class Workload(models.TextChoices):
    """What was run, under the names that the estimates have for it."""

    LLM_DECODE = "llm_decode", _("LLM, writing tokens")
    LLM_PREFILL = "llm_prefill", _("LLM, reading tokens")
    LLM_TRAIN = "llm_train", _("LLM, training")
    TRANSFORMER_TRAIN = "transformer_train", _("Transformer, training")
    CNN_TRAIN = "cnn_train", _("Images, training")
    CNN_INFER = "cnn_infer", _("Images, inference")
    DIFFUSION_INFER = "diffusion_infer", _("Diffusion, making images")
    OTHER = "other", _("Something else")


class Unit(models.TextChoices):
    """Units of speed."""

    TOKENS = "tokens/s", _("tokens/s")
    IMAGES = "images/s", _("images/s")
    SEQUENCES = "sequences/s", _("sequences/s")
    SAMPLES = "samples/s", _("samples/s")
    STEPS = "it/s", _("steps/s")


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
    revision = models.PositiveSmallIntegerField(default=1)  # comments say which one they speak of
    country = models.CharField(max_length=2, blank=True)  # of the build on that day, by its code
    tags = models.PositiveIntegerField(default=0)  # bits: community.tags
    search_text = models.TextField(blank=True)  # title, author, parts, in small letters
    usd_per_gib = models.FloatField(null=True, blank=True)  # None unless every part has a price
    now_usd = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)  # the same parts, lately
    now_priced = models.PositiveSmallIntegerField(default=0)
    now_at = models.DateTimeField(null=True, blank=True)  # when that was worked out
    # Counted and ranked here, so that a list costs the same however many votes there are: docs/ranking.md.
    vote_count = models.PositiveIntegerField(default=0)
    comment_count = models.PositiveIntegerField(default=0)
    fresh = models.FloatField(default=0)
    hot = models.FloatField(default=0)
    hidden_at = models.DateTimeField(null=True, blank=True)  # by a moderator: nobody but moderators sees it
    locked_at = models.DateTimeField(null=True, blank=True)  # by a moderator: nothing is added to its thread

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-pk")
        indexes = (
            models.Index(fields=("-published_at", "-id")),
            models.Index(fields=("main_gpu", "-published_at")),
            *(
                models.Index(fields=(*order, "-id"), condition=SHOWN, name=f"post_shown_by_{name}")
                for name, order in ORDERS.items()
            ),
            models.Index(fields=("main_gpu", "-hot", "-id"), condition=SHOWN, name="post_shown_of_gpu"),
            models.Index(fields=("country", "-hot", "-id"), condition=SHOWN, name="post_shown_of_country"),
            models.Index(fields=("author", "-published_at")),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where it is read."""
        return reverse("community:build", args=[self.build.code])


class Measurement(models.Model):
    """What the author of a published build measured on it: at least one of speed, memory, watts and noise."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="measurements")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="measurements")
    workload = models.CharField(max_length=20, choices=Workload.choices)
    model_name = models.CharField(max_length=80)
    precision = models.CharField(max_length=20, blank=True)
    software = models.CharField(max_length=80, blank=True)
    cards = models.PositiveSmallIntegerField(default=1)  # that took part
    batch = models.PositiveIntegerField(null=True, blank=True)
    context_tokens = models.PositiveIntegerField(null=True, blank=True)
    speed = models.FloatField(null=True, blank=True)  # of all cards together, in `unit`
    unit = models.CharField(max_length=12, choices=Unit.choices, blank=True)
    peak_gib = models.FloatField(null=True, blank=True)  # of the fullest card
    wall_w = models.FloatField(null=True, blank=True)
    noise_db = models.FloatField(null=True, blank=True)  # dB(A) at one metre
    measured_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("workload", "model_name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(speed__gt=0)
                | models.Q(peak_gib__gt=0)
                | models.Q(wall_w__gt=0)
                | models.Q(noise_db__gt=0),
                name="measurement_of_something",
            ),
        )

    def __str__(self) -> str:
        return f"{self.model_name}, {self.workload}"
