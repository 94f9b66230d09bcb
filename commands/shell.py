"""How the command line fails: exit 2 for a wrong question, 1 for anything else, one sentence each.

No traceback ever reaches a user; set COCKPIT_DEBUG=1 to see one while developing.
"""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

from typer import Context
from typer.core import TyperGroup
from typer.exceptions import Abort, TyperException

from queries.errors import BadQuestion, DoorError

Text = tuple[str, str]
ENDS = (".", "!", "?", "。", "！", "？")


class Refused(Exception):
    """What was asked can't be done; `zh` and `en` say in one sentence what would be right."""

    def __init__(self, zh: str, en: str, *, code: int = 1) -> None:
        self.zh, self.en, self.code = zh, en, code
        super().__init__(f"{zh} | {en}")


def wrong(zh: str, en: str) -> Refused:
    """A refusal because the arguments were wrong (exit 2)."""
    return Refused(zh, en, code=2)


def nearest(word: str, words: Sequence[str]) -> str:
    """The right words nearest to `word`, joined, or a few of them when none is near."""
    near = get_close_matches(word, words, n=3, cutoff=0.4)
    return ", ".join(near or list(words)[:6])


class Shell(TyperGroup):
    """A Typer group that answers every failure with an exit code and one sentence."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command line; in standalone mode ends the process with 0, 1 or 2."""

        def run() -> Any:
            return super(Shell, self).main(
                args, prog_name, complete_var, False, windows_expand_args, **extra
            )

        if not standalone_mode or os.environ.get("COCKPIT_DEBUG") == "1":
            return run()
        sys.exit(guarded(run))

    def get_command(self, ctx: Context, cmd_name: str) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The command of that name; an unknown one is refused with the nearest names."""
        found = super().get_command(ctx, cmd_name)  # pyright: ignore[reportArgumentType]
        if found is None and not cmd_name.startswith("-"):
            near = nearest(cmd_name, self.list_commands(ctx))  # pyright: ignore[reportArgumentType]
            raise wrong(f"没有这个命令，可用的有：{near}。", f"No such command; try {near}.")
        return found


def guarded(run: Callable[[], Any]) -> int:
    """The exit code of `run`, its failure told in one sentence on standard error."""
    try:
        result = run()
    except BrokenPipeError:
        return 1
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - told, never swallowed
        return say(*verdict(error))
    return result if isinstance(result, int) else 0


def verdict(error: BaseException) -> tuple[str, int]:
    """The sentence and the exit code that `error` deserves."""
    if isinstance(error, Refused):
        return str(error), error.code
    if isinstance(error, DoorError):
        code = 2 if isinstance(error, BadQuestion) else 1
        return f"{error.reason['zh']} | {error.reason['en']}", code
    if isinstance(error, TyperException):
        return usage(error), 2
    if isinstance(error, Abort | KeyboardInterrupt):
        return "已中断。 | Stopped.", 130
    return unexpected(error), 1


def usage(error: TyperException) -> str:
    """A wrong option or argument, in one line."""
    return one_line(error.format_message()) + "（用 --help 查看用法 | see --help）"


def unexpected(error: BaseException) -> str:
    """A failure nobody foresaw: its own words if it has any, on one line."""
    words = one_line(str(error)) or type(error).__name__
    return f"失败：{words} | Failed ({type(error).__name__}); run: python cockpit.py doctor"


def one_line(text: str) -> str:
    """`text` on one line without control characters, at most 400 characters."""
    clean = "".join(ch if ch.isprintable() else " " for ch in text)
    return " ".join(clean.split())[:400]


def sentences(said: Iterable[str]) -> str | None:
    """What was said, each part once and ended as a sentence; nothing when nothing was."""
    parts = dict.fromkeys(each.strip() for each in said if each.strip())
    return " ".join(each if each.endswith(ENDS) else f"{each}." for each in parts) or None


def say(words: str, code: int) -> int:
    """Print one line to standard error and hand back the exit code."""
    sys.stderr.write(one_line(words) + "\n")
    return code


def stop(zh: str, en: str) -> NoReturn:
    """Refuse with exit 1."""
    raise Refused(zh, en)
