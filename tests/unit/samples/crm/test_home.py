"""What the CRM keeps in the home: a secret nobody else reads, and a port it can move from."""

import socket

import pytest

from samples.demo.crm import home
from samples.demo.crm.install import ANY_PORT, located


def test_secret_and_place_are_the_owners_alone_and_new_each_time(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    places = home.create(first), home.create(second)
    assert places[0].instance != places[1].instance
    assert home.secret(first) != home.secret(second)
    assert len(home.secret(first)) >= 32
    assert home.found(first) == places[0]
    for file in (first / home.SECRET, first / home.PLACE):
        assert file.stat().st_mode & 0o777 == 0o600
    assert home.secret(first) not in (first / home.PLACE).read_text()


def test_the_port_survives_and_is_listened_on_by_one(tmp_path):
    place = home.create(tmp_path)
    with home.listen(tmp_path) as first:
        assert first.getsockname() == ("127.0.0.1", place.port)
    with home.listen(tmp_path) as again:
        assert again.getsockname()[1] == place.port


def test_a_taken_port_is_left_to_its_owner_and_the_sources_follow(tmp_path):
    place = home.create(tmp_path)
    other = "http://127.0.0.1:9000"
    written = (
        "# http://127.0.0.1:21000 is not an address here\n"
        f"  - base_url: {ANY_PORT}\n  - base_url: {ANY_PORT}1\n  - base_url: {other}\n"
    )
    sources = tmp_path / home.SOURCES
    sources.write_text(located(written, tmp_path), encoding="utf-8")
    sources.chmod(0o600)
    assert f"base_url: {place.url}\n" in sources.read_text(encoding="utf-8")
    with socket.create_server((home.HOST, place.port)), home.listen(tmp_path) as listening:
        moved = home.found(tmp_path)
        assert listening.getsockname()[1] == moved.port != place.port
        assert moved.instance == place.instance
    text = sources.read_text(encoding="utf-8")
    assert f"base_url: {moved.url}\n" in text
    assert other in text
    assert f"{place.url}\n" not in text
    assert sources.stat().st_mode & 0o777 == 0o600


def test_no_crm_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="init --profile demo"):
        home.found(tmp_path)
