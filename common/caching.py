"""The cache in Redis, and what stands in for it while Redis is gone."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

logger = logging.getLogger(__name__)
# For how long nobody asks a Redis that did not answer: otherwise each question would wait for it again.
PAUSE = 5.0


class StandbyRedisCache(RedisCache):
    """Counters of tries are all that the cache holds. Without Redis each process counts for itself, so that nobody is
    kept out and nobody guesses without limit."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        # The parameters are the standby's, too, but for Redis's own options.
        self._standby = LocMemCache("standby", {**params, "OPTIONS": {}})
        self._again_at = 0.0

    def _either(self, method: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self._again_at:
            try:
                return getattr(RedisCache, method)(self, *args, **kwargs)
            except RedisError as error:
                logger.warning("The cache does not answer (%s); this process counts for itself.", error)
                self._again_at = time.monotonic() + PAUSE
        return getattr(self._standby, method)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("delete", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("incr", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("get_many", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("delete_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("has_key", *args, **kwargs)

    def clear(self) -> Any:
        return self._either("clear")
