const NS = 'http://www.w3.org/2000/svg';

function spark(values) {
  const svg = document.createElementNS(NS, 'svg');
  svg.setAttribute('viewBox', '0 0 100 30');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const known = values.filter(v => v !== null);
  if (known.length < 2) return svg;
  const low = Math.min(...known), span = (Math.max(...known) - low) || 1;
  const step = 100 / (values.length - 1);
  let run = [];
  const flush = () => {
    if (run.length > 1) {
      const area = document.createElementNS(NS, 'polygon');
      area.setAttribute('class', 'area');
      area.setAttribute('points', [`${run[0][0]},30`, ...run.map(p => p.join(',')), `${run.at(-1)[0]},30`].join(' '));
      const line = document.createElementNS(NS, 'polyline');
      line.setAttribute('class', 'line');
      line.setAttribute('points', run.map(p => p.join(',')).join(' '));
      svg.append(area, line);
    }
    run = [];
  };
  values.forEach((value, at) => {
    if (value === null) flush();
    else run.push([(at * step).toFixed(2), (27 - (value - low) / span * 24).toFixed(2)]);
  });
  flush();
  return svg;
}

function add(parent, tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

const NARROWEST = 168, GAP = 12;

/* Rows of equal length: twelve cards are six and six, never eight and four. */
function balance(strip) {
  const count = strip.childElementCount, width = strip.clientWidth;
  if (!count || !width || width < 640) { strip.style.gridTemplateColumns = ''; return; }
  const most = Math.max(1, Math.floor((width + GAP) / (NARROWEST + GAP)));
  const columns = Math.ceil(count / Math.ceil(count / most));
  strip.style.gridTemplateColumns = `repeat(${columns},minmax(0,1fr))`;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const strip = parentElement.querySelector('.strip');
  if (!strip.dataset.watched) {
    strip.dataset.watched = 'yes';
    new ResizeObserver(() => balance(strip)).observe(strip);
  }
  const signature = JSON.stringify(data);
  if (strip.dataset.signature === signature) return;
  strip.dataset.signature = signature;
  strip.replaceChildren();
  strip.setAttribute('aria-label', data.label);
  for (const item of data.items) {
    const card = add(strip, 'div', item.chosen ? 'card chosen' : 'card');
    card.tabIndex = 0;
    card.setAttribute('role', 'button');
    card.setAttribute('aria-pressed', item.chosen ? 'true' : 'false');
    card.setAttribute('aria-label', `${item.name} ${item.figure}${item.unit} ${item.change} ${item.against} ${item.target} ${item.standing}`.trim());
    card.dataset.key = item.key;
    const head = add(card, 'div', 'head');
    add(head, 'div', 'name', item.name).title = item.words;
    if (item.standing) add(head, 'span', `pill ${item.stands}`, item.standing);
    const figure = add(card, 'div', 'figure', item.figure);
    if (item.unit) add(figure, 'small', '', item.unit);
    if (item.why) add(card, 'div', 'why', item.why);
    else {
      const change = add(card, 'div', `change ${item.verdict}`);
      add(change, 'b', '', item.change);
      add(change, 'span', '', item.against);
      if (item.target) add(change, 'span', 'target', item.target);
    }
    if (item.spark.length) card.append(spark(item.spark));
    const choose = () => setTriggerValue('chosen', item.key);
    card.onclick = choose;
    card.onkeydown = event => {
      if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); choose(); }
    };
  }
  balance(strip);
}
