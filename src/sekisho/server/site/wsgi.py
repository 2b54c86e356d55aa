"""The WSGI entry point.

Routes are loaded before the web processes part from this one, and what is loaded by then is put aside from
garbage collection: it stays for good, and walking over it would hold up a request for a tenth of a second.
"""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho.server.site.settings")

application = get_wsgi_application()
get_resolver().check()
gc.collect()
gc.freeze()
