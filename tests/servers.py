"""Private PostgreSQL and MariaDB servers for tests: started in a temporary folder, stopped after.

A server that is not installed is an error that says what to install, never a skip.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

PATIENCE = 60  # seconds for a server to come up
PASSWORD = "not-a-secret-only-this-test-cluster"


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server; `url` connects its owner to an empty database named yiping."""

    url: str
    host: str
    port: int

    def engine(self) -> sa.Engine:
        return sa.create_engine(self.url, poolclass=sa.pool.NullPool)


def program(name: str, package: str) -> str:
    """Where a server program is, also outside PATH."""
    found = shutil.which(name) or shutil.which(f"/usr/sbin/{name}")
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    if versions:
        return str(versions[0])
    if found is None:
        raise RuntimeError(f"These tests need {name}: install the package {package}.")
    return found


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def account(*names: str) -> pwd.struct_passwd | None:
    """An unprivileged account to run a server as, when we are root; servers refuse root."""
    if os.geteuid() != 0:
        return None
    for name in (*names, "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("These tests run as root and need an account such as nobody.")


def run_as(who: pwd.struct_passwd | None) -> dict[str, object]:
    if who is None:
        return {}
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


@contextmanager
def folder(who: pwd.struct_passwd | None) -> Iterator[Path]:
    """A short temporary path (sockets have a length limit) that belongs to the account."""
    path = Path(tempfile.mkdtemp(prefix="yp-"))
    try:
        if who is not None:
            os.chown(path, who.pw_uid, who.pw_gid)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def wait_for(engine: sa.Engine, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with engine.connect():
                return
        except sa.exc.DBAPIError:
            if process.poll() is not None or time.monotonic() > deadline:
                text = log.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"The test server did not start:\n{text}") from None
            time.sleep(0.1)


@contextmanager
def started(
    command: list[str], who: pwd.struct_passwd | None, log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, cwd="/", **run_as(who)
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT if "postgres" in command[0] else signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(20)


@contextmanager
def postgres_server() -> Iterator[Server]:
    who = account("postgres")
    initdb, server = program("initdb", "postgresql"), program("postgres", "postgresql")
    with folder(who) as home:
        data, secret, log = home / "data", home / "secret", home / "log"
        secret.write_text(PASSWORD)
        if who is not None:
            os.chown(secret, who.pw_uid, who.pw_gid)
        made = [initdb, "-D", str(data), "-U", "owner", "--pwfile", str(secret)]
        made += ["-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(made, check=True, capture_output=True, cwd="/", **run_as(who))
        port = free_port()
        command = [server, "-D", str(data), "-p", str(port), "-k", str(home), "-h", "127.0.0.1"]
        command += ["-c", "fsync=off", "-c", "shared_buffers=64MB", "-c", "timezone=Asia/Shanghai"]
        base = f"postgresql+psycopg://owner:{PASSWORD}@127.0.0.1:{port}"
        with started(command, who, log) as process:
            admin = sa.create_engine(
                f"{base}/postgres", poolclass=sa.pool.NullPool, isolation_level="AUTOCOMMIT"
            )
            wait_for(admin, process, log)
            with admin.connect() as connection:
                connection.execute(sa.text("CREATE DATABASE yiping"))
            yield Server(url=f"{base}/yiping", host="127.0.0.1", port=port)


@contextmanager
def mariadb_server() -> Iterator[Server]:
    who = account("mysql")
    server = program("mariadbd", "mariadb-server")
    install = program("mariadb-install-db", "mariadb-server")
    with folder(who) as home:
        data, log, first = home / "data", home / "log", home / "first.sql"
        made = [install, "--no-defaults", f"--datadir={data}", "--skip-test-db"]
        made += ["--auth-root-authentication-method=normal"]
        subprocess.run(made, check=True, capture_output=True, cwd="/", **run_as(who))
        first.write_text(
            "CREATE DATABASE yiping CHARACTER SET utf8mb4;\n"
            f"CREATE USER owner@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';\n"
            "GRANT ALL ON *.* TO owner@'127.0.0.1' WITH GRANT OPTION;\n"
        )
        first.chmod(0o644)
        port = free_port()
        command = [server, "--no-defaults", f"--datadir={data}", f"--port={port}"]
        command += [f"--socket={home / 'sock'}", "--bind-address=127.0.0.1", "--skip-name-resolve"]
        command += [f"--pid-file={home / 'pid'}", f"--init-file={first}", "--skip-log-bin"]
        command += ["--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=64M"]
        url = f"mysql+pymysql://owner:{PASSWORD}@127.0.0.1:{port}/yiping"
        with started(command, who, log) as process:
            engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
            wait_for(engine, process, log)
            yield Server(url=url, host="127.0.0.1", port=port)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL cluster of this test session."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    """A MariaDB server of this test session."""
    with mariadb_server() as server:
        yield server
