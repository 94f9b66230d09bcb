function add(parent, tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  parent.append(element);
  return element;
}

export default function ({ data, parentElement }) {
  const list = parentElement.querySelector('.line');
  list.replaceChildren();
  list.setAttribute('aria-label', data.label);
  for (const item of data.items) {
    const row = add(list, 'div', `step ${item.kind}`);
    row.setAttribute('role', 'listitem');
    if (item.round) add(row, 'div', 'round', item.round);
    add(row, 'div', 'when', item.when);
    add(add(row, 'div', 'rail'), 'div', 'dot');
    const what = add(row, 'div', 'what');
    const head = add(what, 'div', 'head');
    add(head, 'b', 'node', item.node);
    add(head, 'span', 'act', item.act);
    if (item.who) add(head, 'span', 'who', item.who);
    if (item.wait) add(head, 'span', item.long ? 'wait long' : 'wait', item.wait);
    if (item.say) add(what, 'div', 'say', item.say);
  }
}
