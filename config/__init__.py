"""How the parts of Rigwright are put together and started."""

from config.celery import app as celery_app

__all__ = ("celery_app",)
