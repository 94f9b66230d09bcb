"""The names queued work goes by, the same in every process and version."""

APP = "yiping"

SOURCES = "yiping-sources"  # one at a time for each source
STORES = "yiping-stores"  # one at a time for each store
PUBLISHER = "yiping-publisher"  # one at a time

SYNC = "yiping.sync"
RECONCILE = "yiping.reconcile"
ADVANCE = "yiping.advance"
REBUILD = "yiping.rebuild"
COMPACT = "yiping.compact"
TIDY = "yiping.tidy"
WORK = frozenset({SYNC, RECONCILE, ADVANCE, REBUILD, COMPACT, TIDY})
