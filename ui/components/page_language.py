"""Streamlit's own chrome is English: set the page's language and translate what it says itself."""

from streamlit.components.v2 import component as define

_WORDS = {
    "Press Enter to apply": "按回车应用",
    "Choose options": "请选择",
    "Choose an option": "请选择",
    "No results": "没有匹配项",
    "Select all": "全选",
    "Clear all": "清除",
    "Fullscreen": "全屏",
    "Close fullscreen": "退出全屏",
    "Search": "搜索",
    "Download as CSV": "下载 CSV",
    "Show/hide columns": "显示或隐藏列",
    "Connection error": "连接中断",
    "Connecting": "正在连接",
    "Running...": "正在计算…",
    "Stop": "停止",
    "Settings": "设置",
    "Print": "打印",
    "Rerun": "刷新",
    "Light": "浅色",
    "Dark": "深色",
    "System": "跟随系统",
    "Sort ascending": "升序",
    "Sort descending": "降序",
    "Autosize": "自动列宽",
    "Pin column": "固定列",
    "Unpin column": "取消固定",
    "Hide column": "隐藏列",
    "View more": "展开更多",
    "View less": "收起",
    "empty": "无数据",
}

_SCRIPT = """
export default function ({ data }) {
  // Inputs keep the text they were drawn with: in another language the page begins anew.
  if (window.yipingLang && window.yipingLang !== data.lang) return location.reload();
  window.yipingLang = data.lang;
  document.documentElement.lang = data.lang;
  if (!data.words) return;
  const words = new Map(Object.entries(data.words));
  const translate = node => {
    if (node.nodeType === Node.TEXT_NODE) {
      const said = words.get(node.nodeValue.trim());
      if (said) node.nodeValue = said;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of ['aria-label', 'title', 'placeholder']) {
      const said = node.hasAttribute(name) && words.get(node.getAttribute(name));
      if (said) node.setAttribute(name, said);
    }
    if (node.closest('.js-plotly-plot,canvas,input,textarea')) return;
    node.childNodes.forEach(translate);
  };
  translate(document.body);
  const watch = new MutationObserver(changes => {
    for (const change of changes) change.addedNodes.forEach(translate);
  });
  watch.observe(document.body, { childList: true, subtree: true });
  return () => watch.disconnect();
}
"""


def speak(lang: str) -> None:
    """Tell the browser which language the page is in and translate Streamlit's own words."""
    component = define("yiping.language", html="<span></span>", js=_SCRIPT)
    component(
        key="page-language",
        data={"lang": "zh-CN" if lang == "zh" else "en", "words": _WORDS if lang == "zh" else None},
        height=1,
    )
