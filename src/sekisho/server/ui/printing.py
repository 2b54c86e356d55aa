"""A printed form as a tagged PDF/A. The template is the one the browser shows; nothing is fetched.

WeasyPrint is loaded with the first PDF: loading it (fonts, Pango) takes a second that a start-up has not.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone

from sekisho.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest
    from weasyprint.urls import URLFetcherResponse

VARIANT = "pdf/a-3u"
_BASE = "https://paper.invalid"


def pdf(template: str, context: Mapping[str, Any], request: HttpRequest | None = None) -> bytes:
    """Return ``template`` (which extends ``print.html``) as PDF/A-3u with tags for screen readers.

    ``printed_at`` is now unless ``context`` fixes it. Only the product's own static files are read.
    """
    import weasyprint  # noqa: PLC0415  loaded with the first PDF, see above

    html = render_to_string(template, {"printed_at": timezone.now(), **context, "for_pdf": True}, request)
    out = BytesIO()
    document = weasyprint.HTML(string=html, base_url=_BASE, url_fetcher=OwnFiles())
    document.write_pdf(out, pdf_variant=VARIANT, pdf_tags=True)
    return out.getvalue()


class OwnFiles:
    """Gives weasyprint the product's static files and nothing else."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002  weasyprint's own signature
        """Return a static file of ours.

        Raises:
            NotFound: any other address; weasyprint leaves the thing out and says so in its log.
        """
        from weasyprint.urls import URLFetcherResponse  # noqa: PLC0415  loaded with the first PDF, see above

        path = unquote(urlsplit(url).path)
        prefix = "/" + settings.STATIC_URL.lstrip("/")
        found = _static_file(path.removeprefix(prefix)) if url.startswith(_BASE + prefix) else None
        if found is None:
            raise NotFound(f"印刷に使えないファイルです：{url}")
        kind = _TYPES.get(found.suffix, "application/octet-stream")
        return URLFetcherResponse(url, found.read_bytes(), {"Content-Type": kind})

    __call__ = fetch


_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


def _static_file(name: str) -> Path | None:
    if ".." in Path(name).parts:
        return None
    collected = Path(settings.STATIC_ROOT) / name
    if collected.is_file():
        return collected
    found = finders.find(name)
    return Path(found) if isinstance(found, str) else None
