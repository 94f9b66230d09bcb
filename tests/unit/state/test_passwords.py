import pytest

from state import passwords


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("Ab1!x", "at least 10"),
        ("a" * 73 + "B1", "no more than 72"),
        ("一" * 25 + "aB", "no more than 72"),
        ("abcdefghijkl", "three of"),
        ("My-Password-1", "no common password"),
        ("Zhangsan-2026", "no user name"),
    ],
)
def test_weak_passwords_are_told_why(password: str, complaint: str) -> None:
    said = " ".join(problem.en for problem in passwords.problems(password, "zhangsan"))
    assert complaint in said


def test_a_good_password_has_no_problem() -> None:
    assert passwords.problems("Blue-Horse-77", "zhangsan") == ()


def test_one_time_passwords_are_good_and_never_twice_the_same() -> None:
    issued = {passwords.one_time() for _ in range(50)}
    assert len(issued) == 50
    assert all(passwords.problems(each, "u") == () for each in issued)


def test_only_the_right_password_matches() -> None:
    stored = passwords.hashed("Blue-Horse-77")
    assert stored.startswith("$2b$12$")
    assert passwords.matches("Blue-Horse-77", stored)
    assert not passwords.matches("Blue-Horse-78", stored)
    assert not passwords.matches("Blue-Horse-77", None)


def test_bcrypt_runs_for_nobody_and_for_passwords_it_could_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    stored = passwords.hashed("Blue-Horse-77")
    hasher = passwords._hasher()  # pyright: ignore[reportPrivateUsage]
    real = hasher.check_pw
    monkeypatch.setattr(hasher, "check_pw", lambda p, h: asked.append(p) or real(p, h))
    assert not passwords.matches("x", None)
    assert not passwords.matches("y" * 100, stored)
    assert not passwords.matches("Blue-Horse-77\0x", stored)
    assert len(asked) == 3
