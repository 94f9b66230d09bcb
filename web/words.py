"""What the pages before the cockpit say, Chinese first."""

from typing import Literal

Lang = Literal["zh", "en"]

WORDS: dict[Lang, dict[str, str]] = {
    "zh": {
        "html_lang": "zh-CN",
        "other_lang": "en",
        "other_label": "English",
        "brand": "一屏",
        "brand_sub": "Yiping",
        "claim": "OA、ERP、CRM，尽在一屏",
        "claim_sub": "每个数字都说得清来源、口径与时间",
        "signin": "登录",
        "username": "用户名",
        "password": "密码",
        "foot": "仅限授权人员使用，登录与操作均会记录",
        "wrong": "用户名或密码不正确，请重试。",
        "locked": "尝试次数过多，已暂时锁定，请约 {minutes} 分钟后再试。",
        "stale": "页面已过期，请重新登录。",
        "change": "修改密码",
        "change_first": "您使用的是一次性密码，请先设置新密码。",
        "current": "当前密码",
        "new": "新密码",
        "again": "再输入一次新密码",
        "rules": "至少 10 个字符，包含大写字母、小写字母、数字、其他字符中的三种，"
        "且不含用户名或常见密码。",
        "save": "保存并继续",
        "differ": "两次输入的新密码不一致。",
        "same": "新密码不能与当前密码相同。",
        "wrong_current": "当前密码不正确。",
        "weak": "新密码不符合要求：",
        "signout": "退出登录",
        "signout_ask": "确定要退出登录吗？",
        "stay": "返回驾驶舱",
        "refused": "无法处理该请求。",
        "back": "返回登录页",
        "missing": "找不到这个页面",
        "missing_words": "这个地址上没有页面。请检查链接是否完整，或从驾驶舱首页进入。",
    },
    "en": {
        "html_lang": "en",
        "other_lang": "zh",
        "other_label": "中文",
        "brand": "Yiping",
        "brand_sub": "一屏",
        "claim": "OA, ERP and CRM on one screen",
        "claim_sub": "Every number says where it comes from, what it means and when",
        "signin": "Sign in",
        "username": "User name",
        "password": "Password",
        "foot": "For authorised people only; sign-ins and actions are recorded",
        "wrong": "User name or password is not right. Please try again.",
        "locked": "Too many attempts. Please try again in about {minutes} minutes.",
        "stale": "This page has expired. Please sign in again.",
        "change": "Change password",
        "change_first": "You signed in with a one-time password. Please choose your own.",
        "current": "Current password",
        "new": "New password",
        "again": "New password again",
        "rules": "At least 10 characters with three of: capitals, small letters, digits, other "
        "characters; no user name and no common password in it.",
        "save": "Save and continue",
        "differ": "The two new passwords differ.",
        "same": "The new password must differ from the current one.",
        "wrong_current": "The current password is not right.",
        "weak": "The new password needs: ",
        "signout": "Sign out",
        "signout_ask": "Do you want to sign out?",
        "stay": "Back to the cockpit",
        "refused": "This request can't be handled.",
        "back": "Back to sign-in",
        "missing": "Page not found",
        "missing_words": "There is no page at this address. Check that the link is whole, or start "
        "from the cockpit's first page.",
    },
}


def asked_lang(asked: str | None) -> Lang | None:
    """The language asked for, or None when none of ours was."""
    if asked == "en":
        return "en"
    return "zh" if asked == "zh" else None


def lang_of(asked: str | None, otherwise: Lang = "zh") -> Lang:
    """The language asked for, or the other one."""
    return asked_lang(asked) or otherwise
