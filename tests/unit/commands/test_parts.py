"""A part that dies is started again, less and less eagerly; nobody else is taken down."""

import os
import sys
import time

from commands.running import FIRST_PAUSE, Part
from ui.filters import kept
from ui.parts import plain


def test_a_part_that_ended_is_started_again_after_its_pause() -> None:
    part = Part("worker", [sys.executable, "-c", "raise SystemExit(7)"], needed=False)
    part.start(dict(os.environ))
    assert part.process is not None
    first = part.process
    first.wait(30)
    assert part.revive(dict(os.environ), now=100.0) == 7
    assert part.revive(dict(os.environ), now=100.0 + FIRST_PAUSE / 2) is None
    assert part.process is first
    part.revive(dict(os.environ), now=100.0 + FIRST_PAUSE)
    assert part.process is not first
    part.process.wait(30)
    assert part.revive(dict(os.environ), now=200.0) == 7
    part.revive(dict(os.environ), now=200.0 + FIRST_PAUSE)
    assert part.again_at is not None  # the second pause is longer


def test_a_running_part_is_left_alone() -> None:
    part = Part("worker", [sys.executable, "-c", "import time; time.sleep(60)"], needed=False)
    part.start(dict(os.environ))
    assert part.revive(dict(os.environ), now=time.monotonic()) is None
    part.stop(time.monotonic() + 10)
    assert part.ended() is not None


def test_only_filters_come_back_from_a_link() -> None:
    assert kept({"department": "采购部", "embed": "true", "back": "x", "embed_options": "y"}) == {
        "department": "采购部"
    }


def test_a_title_from_a_source_does_nothing_in_markdown() -> None:
    said = plain("**b** [x](javascript:1) ![i](http://h/p) :red[r] $x$ www.h.example a@b.c")
    for active in ("**", "](", "://", "www.", ":red[", "a@b"):
        assert active not in said.replace("\\", "\\ ")
