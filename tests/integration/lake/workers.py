"""Processes that write a store, to be run side by side and killed.

`python -m tests.integration.lake.workers append|compact ROOT NAME COUNT [FIRST]`
prints the number of each batch only after it is committed.
"""

import sys
from pathlib import Path

from lake.lake import Lake
from tests.unit.lake.model import DOC, doc, frame


def tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def main(act: str, root: str, name: str, count: int, first: int = 0) -> None:
    store = Lake(Path(root)).store(DOC)
    if act == "append":
        for batch in range(first, first + count):
            rows = [doc(3 * batch + n, batch, f"{name}{batch}") for n in range(3)]
            rows = [row | {"doc_id": f"{name}-{row['doc_id']}"} for row in rows]
            store.append(frame(DOC, rows), consumed={name: batch})
            tell(batch)
    else:
        for turn in range(count):
            store.compact(force=True)
            tell(turn)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], *(int(word) for word in sys.argv[4:]))
