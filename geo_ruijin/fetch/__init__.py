"""Bring a project's layers from OpenStreetMap, public rasters and databases, and keep them.

With the sources it calls, this is the one part that touches the network; `run` reads what is kept. Each layer is kept
as it comes, so a fetch that was broken off goes on where it stopped.
"""

from geo_ruijin.fetch.cache import cache_of, clear_cache
from geo_ruijin.fetch.layers import Fetched, Means, fetch_layers

__all__ = ["Fetched", "Means", "cache_of", "clear_cache", "fetch_layers"]
