"""The site as a WSGI application.

Everything that answers a request is imported here, and not with the first request: servers that load the application
before they make workers (gunicorn --preload) then hold it once for all of them. What is there by now lives as long as
the process, so the garbage collector is told to leave it alone; its marks would make each worker copy what they share.
"""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  # reading it imports the views
gc.collect()
gc.freeze()
