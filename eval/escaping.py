"""Words of sources and visitors in the report page."""

import html

from ingest import harmless


def escape(text: str) -> str:
    """Text as HTML shows it, without what reorders or hides."""
    return html.escape(harmless(text))
