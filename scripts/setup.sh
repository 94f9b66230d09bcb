#!/usr/bin/env bash
# Prepares this checkout: `setup.sh run` for the product, `setup.sh test` for the tests as well.
# Installs Python packages into .venv from the lock; Debian packages only where root or sudo allows.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=${1:-run}

say() { printf 'setup: %s\n' "$*" >&2; }

apt_install() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root=(sudo); else
      say "please install these Debian packages as root and try again: $*"; exit 1
    fi
  fi
  command -v apt-get >/dev/null 2>&1 || { say "please install the equivalent of these Debian packages and try again: $*"; exit 1; }
  say "installing Debian packages: $*"
  "${as_root[@]}" apt-get update -qq >/dev/null
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

find_python() {
  local candidate
  for candidate in python3.13 python3.12 python3.11 python3; do
    if command -v "$candidate" >/dev/null 2>&1 &&
      "$candidate" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
      echo "$candidate"; return
    fi
  done
}

python=$(find_python)
if [ -z "$python" ]; then apt_install python3 python3-venv; python=$(find_python); fi
[ -n "$python" ] || { say "please install Python 3.11, 3.12 or 3.13 and try again"; exit 1; }
"$python" -c 'import ensurepip' 2>/dev/null || apt_install python3-venv

[ -x .venv/bin/python ] || "$python" -m venv .venv
stamp=".venv/.yiping-$mode"
if ! [ "$stamp" -nt uv.lock ] || ! [ -x .venv/bin/uv ]; then
  # A company that mirrors PyPI says so to pip; pass it on.
  index=$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)
  [ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
  if ! [ -x .venv/bin/uv ]; then
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
    .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
  fi
  export UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never
  say "installing Python packages"
  if [ "$mode" = test ]; then .venv/bin/uv sync --frozen --inexact --quiet
  else .venv/bin/uv sync --frozen --no-dev --inexact --quiet; fi
  touch "$stamp"
fi

if [ "$mode" = test ]; then
  missing=()
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
  command -v mariadbd >/dev/null 2>&1 || [ -x /usr/sbin/mariadbd ] || missing+=(mariadb-server)
  command -v chromium >/dev/null 2>&1 || missing+=(chromium)
  fc-list :lang=zh 2>/dev/null | grep -q . || missing+=(fontconfig fonts-noto-cjk)
  [ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}"
fi
