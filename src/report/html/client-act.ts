/** The page's script, second half: zoom, pan, hover, keys, filter and colours. Without it the page reads the same. */
export const ACT = String.raw`
const stage = document.getElementById('stage');
const readout = document.getElementById('readout');
const filter = document.getElementById('filter');
const cross = make(svg, 'line', { id: 'cross', y1: 30, y2: data.height - 4, visibility: 'hidden' });
const LEAST = 200;

function view(a, b) {
  const span = Math.min(Math.max(b - a, LEAST), data.length);
  const start = Math.min(Math.max((a + b - span) / 2, 0), data.length - span);
  from = start;
  to = start + span;
  draw();
  svg.append(cross);
}

const zoom = (factor, at) => view(at - (at - from) * factor, at + (to - at) * factor);
const pan = (part) => view(from + (to - from) * part, to + (to - from) * part);
const middle = () => (from + to) / 2;

// What n and p go through: windows that nobody meant, or all where there are no others.
const every = data.devices.flatMap((d) => d.windows.map((w) => ({ d, w }))).sort((a, b) => a.w[0] - b.w[0]);
const alarming = every.filter(({ w }) => w[4] === 0);
const windows = alarming.length > 0 ? alarming : every;

function clockText(t) {
  const at = absolute ? (base + t / 1e9).toFixed(6) + ' s' : '+' + duration(t);
  return data.wallMs === null ? at : at + ', ' + new Date(data.wallMs + t / 1e6).toISOString();
}

let chosen = -1;
function step(by) {
  if (windows.length === 0) return;
  chosen = chosen === -1 && by < 0 ? windows.length - 1 : (chosen + by + windows.length) % windows.length;
  const { d, w } = windows[chosen];
  const length = Math.max(w[1] - w[0], 1000);
  view(w[0] - length * 0.6, w[1] + length * 0.6);
  readout.textContent = d.name + ' ' + says(w) + ', at ' + clockText(w[0]);
}

function pointAt(event) {
  const box = svg.getBoundingClientRect();
  const scale = 1000 / box.width;
  return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
}

function hover(event) {
  const { x, y } = pointAt(event);
  if (x < data.left || x > data.right) return leave();
  const t = timeAt(x);
  cross.setAttribute('x1', x);
  cross.setAttribute('x2', x);
  cross.setAttribute('visibility', 'visible');
  const slack = ((to - from) / 830) * 4;
  const parts = [clockText(t)];
  for (const it of data.devices) {
    if (y < it.y - 22 || y > it.bottom) continue;
    parts.push(it.name);
    const lane = it.lanes.find((l) => y >= l.y && y < l.y + 26);
    if (lane) {
      parts.push('vector ' + lane.label);
      const bin = lane.step > 0 ? Math.floor((t - lane.from) / lane.step) : -1;
      if (bin >= 0 && bin < lane.counts.length) parts.push(lane.counts[bin] + ' interrupts in ' + duration(lane.step));
    }
    const near = it.windows.filter((w) => w[0] - slack <= t && t <= w[1] + slack);
    for (const w of near.slice(0, 3)) parts.push(says(w));
    if (near.length > 3) parts.push(near.length - 3 + ' more windows');
  }
  readout.textContent = parts.join(' | ');
}

function leave() {
  cross.setAttribute('visibility', 'hidden');
}

let drag = null;
stage.addEventListener('pointerdown', (event) => {
  if (event.button !== 0 || event.pointerType === 'touch') return;
  drag = { x: event.clientX, from, to, moved: false };
});
addEventListener('pointermove', (event) => {
  if (!drag) return;
  const box = svg.getBoundingClientRect();
  const by = ((event.clientX - drag.x) / box.width) * (1000 / (data.right - data.left)) * (drag.to - drag.from);
  if (!drag.moved && Math.abs(event.clientX - drag.x) < 4) return;
  drag.moved = true;
  stage.classList.add('drag');
  view(drag.from - by, drag.to - by);
});
addEventListener('pointerup', () => {
  const moved = drag && drag.moved;
  drag = null;
  stage.classList.remove('drag');
  if (moved) addEventListener('click', (event) => event.preventDefault(), { once: true, capture: true });
});
stage.addEventListener('pointermove', hover);
stage.addEventListener('pointerleave', leave);
stage.addEventListener('dblclick', (event) => zoom(0.4, timeAt(pointAt(event).x)));
stage.addEventListener('wheel', (event) => {
  if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return;
  event.preventDefault();
  const by = event.deltaY || event.deltaX;
  if (event.shiftKey) pan(by > 0 ? 0.15 : -0.15);
  else zoom(by > 0 ? 1.25 : 0.8, timeAt(pointAt(event).x));
}, { passive: false });

function colours() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
}

const actions = {
  '+': () => zoom(0.5, middle()),
  '=': () => zoom(0.5, middle()),
  '-': () => zoom(2, middle()),
  0: () => { chosen = -1; view(0, data.length); },
  ArrowLeft: () => pan(-0.2),
  ArrowRight: () => pan(0.2),
  n: () => step(1),
  p: () => step(-1),
  t: colours,
  '/': () => filter.focus(),
};
addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === filter) {
    if (event.key === 'Escape') filter.blur();
    return;
  }
  const arrows = event.key.startsWith('Arrow');
  if (arrows && document.activeElement !== stage) return;
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});
for (const button of document.querySelectorAll('[data-key]'))
  button.addEventListener('click', () => actions[button.dataset.key]());

filter.addEventListener('input', () => {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  const all = document.querySelectorAll('[data-filter]');
  for (const node of all) {
    node.hidden = !words.every((word) => node.dataset.filter.includes(word));
    if (!node.hidden) shown++;
  }
  readout.textContent = words.length === 0 ? '' : shown + ' of ' + all.length + ' entries shown';
});
for (const node of document.querySelectorAll('.needs-script')) node.hidden = false;
`;
