"""Articles in, a searchable index on disk out: vectors, words, tokens and the catalog behind them."""

from index.build import Report, update_index
from index.catalog import ArticleCard
from index.encoder import Encoding
from index.manifest import IndexUnusable, Manifest
from index.search import Hit, Index, PassageTokens
from index.store import Store

__all__ = ["ArticleCard", "Encoding", "Hit", "Index", "IndexUnusable", "Manifest", "PassageTokens", "Report", "Store", "update_index"]
