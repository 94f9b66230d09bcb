"""What the command line writes is readable by the owner of the installation alone."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_nobody_else_may_read_any_file_of_a_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for arguments in (["init", "--profile", "empty"], ["sync", "--once"]):
        done = subprocess.run(
            [sys.executable, str(ROOT / "cockpit.py"), *arguments],
            cwd=ROOT,
            env={**os.environ, "COCKPIT_HOME": str(home)},
            umask=0o022,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
    written = [path for path in home.rglob("*") if path.is_file()]
    assert len(written) > 3
    assert [path for path in written if path.stat().st_mode & 0o077] == []
