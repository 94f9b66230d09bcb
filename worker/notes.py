"""What people should know of work that went well, as sentences for the run log."""

from collections.abc import Sequence


def words(anew: Sequence[str], duplicates: int) -> str | None:
    """Tables read anew and rows whose key came twice; None when there is nothing to say."""
    said: list[str] = []
    if anew:
        names = ", ".join(anew)
        said.append(
            f"{names}：配置已更改，从头重新读取。"
            f"{names}: the configuration changed; read anew from the beginning."
        )
    if duplicates:
        said.append(
            f"{duplicates} 行与同批其他行主键相同，只保留最新的一行。"
            f"{duplicates} duplicate keys: of rows with one key only the newest is kept."
        )
    return " ".join(said) or None
