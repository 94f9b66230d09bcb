"""Password rules, hashing (bcrypt through streamlit-authenticator) and one-time passwords."""

import importlib.util
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streamlit_authenticator.utilities.hasher import Hasher

MIN_LENGTH = 10
MAX_BYTES = 72  # bcrypt reads no further
MIN_KINDS = 3
MIN_NAME = 3  # shorter names are in every other password
# No letters and digits that look alike on paper.
LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
COMMON = ("password", "passw0rd", "qwerty", "12345", "abc123", "admin", "yiping", "welcome")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a password is refused."""

    zh: str
    en: str


def problems(password: str, username: str) -> tuple[Problem, ...]:
    """What is wrong with a password somebody chose; empty when it is good."""
    found: list[Problem] = []
    if len(password) < MIN_LENGTH:
        found.append(
            Problem(zh=f"至少 {MIN_LENGTH} 个字符", en=f"at least {MIN_LENGTH} characters")
        )
    if len(password.encode()) > MAX_BYTES:
        found.append(Problem(zh=f"最多 {MAX_BYTES} 个字节", en=f"no more than {MAX_BYTES} bytes"))
    if _kinds(password) < MIN_KINDS:
        found.append(
            Problem(
                zh="大写字母、小写字母、数字、其他字符中至少三种",
                en="three of: capitals, small letters, digits, other characters",
            )
        )
    folded = password.casefold()
    named = len(username) >= MIN_NAME and username.casefold() in folded
    if named or any(word in folded for word in COMMON):
        found.append(
            Problem(zh="不能包含用户名或常见密码", en="no user name and no common password in it")
        )
    return tuple(found)


def _kinds(password: str) -> int:
    tests = (
        str.isupper,
        str.islower,
        str.isdigit,
        lambda char: not (char.isupper() or char.islower() or char.isdigit()),
    )
    return sum(any(test(char) for char in password) for test in tests)


def one_time() -> str:
    """A password for one use, easy to read out: five groups of four."""
    while True:
        groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(5))
        password = "-".join(groups)
        if not problems(password, ""):
            return password


def hashed(password: str) -> str:
    """The bcrypt hash to store; the password must already satisfy `problems`."""
    return _hasher().hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Whether the password fits; bcrypt runs even when there is nothing to compare with."""
    usable = len(password.encode()) <= MAX_BYTES and "\0" not in password
    same = _hasher().check_pw(password if usable else "-", stored or _nobody())
    return same and usable and stored is not None


@cache
def _hasher() -> "type[Hasher]":
    # Importing the package itself starts Streamlit, which neither worker nor command line wants.
    package = importlib.util.find_spec("streamlit_authenticator")
    if package is None or package.origin is None:
        raise RuntimeError("streamlit-authenticator is not installed")
    file = Path(package.origin).parent / "utilities" / "hasher.py"
    spec = importlib.util.spec_from_file_location("streamlit_authenticator_hasher", file)
    if spec is None or spec.loader is None:
        raise RuntimeError("streamlit-authenticator has no hasher")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Hasher


@cache
def _nobody() -> str:
    return hashed(secrets.token_urlsafe(32))
