"""A signed-in person changes their own language, and it is written down."""

from pathlib import Path

import pytest

from lake.lake import Lake
from queries.door import Door
from queries.errors import NotAllowed
from queries.installation import Installation
from queries.viewer import Reception
from tests.integration.web.conftest import House
from ui.runtime import Opened


@pytest.fixture
def opened(house: House, tmp_path: Path) -> Opened:
    lake = Lake(tmp_path / "lake")
    installation = Installation(home=tmp_path, lake=lake, state=house.state)
    return Opened(
        installation=installation, door=Door(installation), reception=Reception(house.state)
    )


def test_a_change_of_language_holds_at_once_and_is_audited(opened: Opened, house: House) -> None:
    assert opened.viewer("zhang").lang == "zh"
    opened.speak("zhang", "en")
    assert opened.viewer("zhang").lang == "en"
    opened.speak("zhang", "en")
    entries = house.state.audit.list(what="language")
    assert [(entry.who, entry.origin, entry.detail) for entry in entries] == [
        ("zhang", "screens", {"lang": "en"})
    ]


def test_the_disabled_and_the_unknown_change_nothing(opened: Opened, house: House) -> None:
    house.state.users.disable("zhang")
    for user in ("zhang", "nobody"):
        with pytest.raises(NotAllowed):
            opened.speak(user, "en")
    assert house.state.users.get("zhang").lang == "zh"
    assert house.state.audit.list(what="language") == ()
