"""Articles in, a searchable index out: vectors, words, tokens and the catalog behind them, in a store."""

from index.build import Report, update_index
from index.changes import RemovalUnconfirmedError
from index.cross_encoder import CrossEncoder
from index.encoder import Encoding
from index.local import LocalStore
from index.manifest import IndexBusyError, IndexUnusable, Manifest
from index.model import NEEDED
from index.reading import ReadingModel
from index.search import LocalSnapshot
from index.store import ArticleCard, Described, Hit, PassageTokens, Snapshot, Store

__all__ = [
    "NEEDED",
    "ArticleCard",
    "CrossEncoder",
    "Described",
    "Encoding",
    "Hit",
    "IndexBusyError",
    "IndexUnusable",
    "LocalSnapshot",
    "LocalStore",
    "Manifest",
    "PassageTokens",
    "ReadingModel",
    "RemovalUnconfirmedError",
    "Report",
    "Snapshot",
    "Store",
    "update_index",
]
