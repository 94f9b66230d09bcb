"""CSV text as rows: encodings of this market told apart without guessing, quotes by the book."""

import csv
import io
from collections import Counter
from dataclasses import dataclass

from connectors.errors import Fatal

LARGEST_FIELD = 8 << 20  # characters; the csv module's own limit is smaller than some comments
RARE = 5  # one in so many characters outside everyday Chinese: then it is some other encoding
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

csv.field_size_limit(LARGEST_FIELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The fields of each row, and the line of the file it begins on."""

    lines: list[int]
    fields: list[list[str]]


def decoded(data: bytes, name: str, encoding: str | None = None) -> str:
    """Bytes as text in the encoding told, else in the one they show to be in. Raises Fatal."""
    if encoding is not None:
        return _decoded_as(data, name, encoding)
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _decoded_as(data, name, marked)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            raise _broken(name, "it ends in the middle of a character") from None
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        message = f"{name} is neither UTF-8 nor GBK text; say its encoding."
        raise Fatal(message, code="encoding") from None
    if not _everyday(text):
        message = f"{name} is not UTF-8, and unlikely to be GBK; say its encoding."
        raise Fatal(message, code="encoding")
    return text


def _decoded_as(data: bytes, name: str, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        words = encoding.removesuffix("-sig").upper()
        raise Fatal(f"{name} is not {words} text; correct its encoding.", code="encoding") from None


def _everyday(text: str) -> bool:
    """Whether most of what isn't ASCII is everyday Chinese: foreign bytes read as GBK are not."""
    wide = {c: n for c, n in Counter(text).items() if c > "\x7f"}
    rare = sum(n for c, n in wide.items() if not c.encode("gb2312", "ignore"))
    return rare < 3 or rare * RARE < sum(wide.values())


def rows_of(text: str, name: str, *, delimiter: str = ",", quote: str = '"') -> Rows:
    """The rows of a CSV text, blank lines left out. Raises Fatal."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote, strict=True
    )
    lines, rows = list[int](), list[list[str]]()
    before = 0
    try:
        for fields in reader:
            if fields:
                lines.append(before + 1)
                rows.append(fields)
            before = reader.line_num
    except csv.Error as error:
        words = "quotes don't match" if "limit" not in str(error) else "a field is too large"
        raise _broken(name, words) from None
    return Rows(lines=lines, fields=rows)


def _broken(name: str, words: str) -> Fatal:
    return Fatal(f"{name} is not a readable csv file: {words}.", code="broken_file")
