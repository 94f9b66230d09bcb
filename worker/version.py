"""The version that queued and running work belongs to."""

# Bump it when a workflow's steps change order or meaning: running workflows of an older version are
# then taken over as fresh runs instead of being replayed against steps they never recorded.
WORK_VERSION = "yiping-work-1"
