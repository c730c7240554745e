/**
 * The page's script, first half: draws the picture for the span [from, to]. Plain JavaScript in a string, because a test
 * and a build would give a compiled function different bytes. It makes elements and sets text; it parses no HTML.
 */
export const DRAW = String.raw`
const NS = 'http://www.w3.org/2000/svg';
const data = JSON.parse(document.getElementById('data').textContent);
const svg = document.getElementById('picture');
const base = Number(data.base);
const absolute = Math.abs(base) < 1e6;
const GLYPH = { stray: 'M0-6L5 0L0 6L-5 0z', intx: 'M-4.5-4.5h9v9h-9z', failure: 'M-4.5-4.5L4.5 4.5M-4.5 4.5L4.5-4.5',
  symptom: 'M0-5.5L5.5 4.5H-5.5z', 'late-vector': 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z' };
let from = 0;
let to = data.length;

const xOf = (t) => data.left + ((Math.min(Math.max(t, from), to) - from) / (to - from)) * (data.right - data.left);
const timeAt = (x) => from + ((x - data.left) / (data.right - data.left)) * (to - from);

function make(parent, name, attributes, text) {
  const node = document.createElementNS(NS, name);
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
}

function duration(ns) {
  const digits = (v) => (v < 9.9995 ? v.toFixed(3) : v < 99.995 ? v.toFixed(2) : v.toFixed(1));
  if (ns < 1e3) return Math.round(ns) + ' ns';
  if (ns < 999500) return Math.round(ns / 1e3) + ' us';
  if (ns < 999.95e6) return digits(ns / 1e6) + ' ms';
  return digits(ns / 1e9) + ' s';
}

const fill = (span) => ((Math.min(span[1], to) - Math.max(span[0], from)) / (to - from)) * (data.right - data.left);

// Spans that share a pixel are one: [x, width, first item, number of items, pixels filled].
function runs(spans) {
  const found = [];
  for (const span of spans) {
    if (span[1] < from || span[0] > to) continue;
    const x = xOf(span[0]);
    const end = Math.max(xOf(span[1]), x + 2);
    const last = found[found.length - 1];
    if (last && x <= last[0] + last[1] + 0.5) {
      last[1] = Math.max(last[0] + last[1], end) - last[0];
      last[3]++;
      last[4] += fill(span);
    } else found.push([x, end - x, span, 1, fill(span)]);
  }
  return found;
}

// A crowd of spans is as high as the part of the time that it fills.
const tallness = ([, w, , n, filled], height) => (n === 1 || w <= 6 ? height : Math.max(Math.min(3, height), height * Math.min(1, filled / w)));

const path = (spans, y, height) =>
  runs(spans)
    .map((run) => {
      const tall = tallness(run, height);
      const w = run[1].toFixed(2);
      return 'M' + run[0].toFixed(2) + ' ' + (y + (height - tall) / 2) + 'h' + w + 'v' + tall + 'h-' + w + 'z';
    })
    .join('');

function shape(parent, kind, d) {
  if (d !== '') make(parent, 'path', { class: kind, d });
}

function ticks(parent) {
  const span = (to - from) / 1e9;
  const power = 10 ** Math.floor(Math.log10(span / 8));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => span / s <= 10);
  const decimals = Math.min(9, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  const zero = absolute ? base : 0;
  make(parent, 'text', { class: 'caption', x: data.left, y: 12 }, document.getElementById('picture').dataset.caption);
  for (let i = Math.ceil((zero + from / 1e9) / step); i * step <= zero + to / 1e9; i++) {
    const x = xOf((i * step - zero) * 1e9);
    make(parent, 'line', { class: 'grid', x1: x, x2: x, y1: 30, y2: data.height - 4 });
    make(parent, 'text', { class: 'tick', x, y: 25 }, (i * step).toFixed(decimals) + (absolute ? '' : ' s'));
  }
}

function bars(lane, most, bottom) {
  const columns = new Map();
  const first = Math.max(0, Math.floor((from - lane.from) / lane.step));
  const last = Math.min(lane.counts.length, Math.ceil((to - lane.from) / lane.step));
  for (let i = first; i < last; i++) {
    if (lane.counts[i] === 0) continue;
    const x = Math.floor(xOf(lane.from + i * lane.step));
    const width = Math.max(1, xOf(lane.from + (i + 1) * lane.step) - x);
    const value = lane.counts[i] / lane.members;
    const known = columns.get(x);
    if (known) known[1] = Math.max(known[1], value);
    else columns.set(x, [width, value]);
  }
  let d = '';
  for (const [x, [w, value]] of columns) {
    const tall = Math.max(1.5, (value / most) * 15).toFixed(2);
    d += 'M' + x + ' ' + bottom + 'v-' + tall + 'h' + w.toFixed(2) + 'v' + tall + 'z';
  }
  return d;
}

const seen = (id) => (document.getElementById(id) ? '#' + id : null);

function link(parent, id, title) {
  const href = seen(id);
  const a = make(parent, 'a', href ? { href } : {});
  make(a, 'title', {}, title);
  return a;
}

function marks(parent, list, y) {
  for (const [at, kind, says, index] of list)
    if (at >= from && at <= to)
      make(link(parent, 'm-' + index, says), 'path', { class: 'mark ' + kind, d: GLYPH[kind], transform: 'translate(' + xOf(at) + ' ' + y + ')' });
}

const says = (w) => w[6] + ': ' + w[7] + ', ' + (w[5] ? 'to the end of the log' : duration(w[1] - w[0]));

// A window: [from, to, offFrom, offTo, calm, open, id, cause, index].
function device(parent, it, most) {
  const offs = new Map(it.windows.map((w) => [w[8], w]));
  for (const calm of [1, 0]) {
    const own = it.windows.filter((w) => w[4] === calm);
    const height = it.bottom - it.y - 22;
    const bands = runs(own).filter((run) => tallness(run, height) === height);
    shape(parent, calm ? 'band calm' : 'band', bands.map(([x, w]) => 'M' + x + ' ' + (it.y + 22) + 'h' + w + 'v' + height + 'h-' + w + 'z').join(''));
  }
  make(parent, 'line', { class: 'base', x1: data.left, x2: data.right, y1: it.y + 11, y2: it.y + 11 });
  let free = data.left;
  for (const calm of [1, 0]) {
    const all = runs(it.windows.filter((w) => w[4] === calm));
    for (const [i, run] of all.entries()) {
      const [x, width, w, n] = run;
      const tall = tallness(run, 16);
      const a = link(parent, 'w-' + w[8], n === 1 ? says(w) : n + ' windows from ' + w[6]);
      make(a, 'rect', { class: calm ? 'window calm' : 'window', x, y: it.y + 3 + (16 - tall) / 2, width, height: tall });
      const text = n === 1 ? w[6] : w[6] + ' +' + (n - 1);
      const room = x + width + text.length * 7;
      if (!calm && tall === 16 && width > text.length * 7 + 8) {
        make(parent, 'text', { class: 'inside', x: x + width / 2, y: it.y + 15 }, text);
        continue;
      }
      if (calm || x < free || room > (i + 1 < all.length ? all[i + 1][0] : data.right)) continue;
      make(parent, 'text', { class: 'id', x: x + width + 3, y: it.y + 15 }, text);
      free = room + 8;
    }
  }
  if (it.marksY !== null) marks(parent, it.marks, it.marksY + 11);
  for (const lane of it.lanes) {
    const line = lane.y + 20;
    const down = lane.down || it.windows.filter((w) => !w[4]).map((w) => [w[0], w[1], w[8]]);
    make(parent, 'line', { class: 'base', x1: data.left, x2: data.right, y1: line, y2: line });
    if (lane.step > 0) shape(parent, 'activity', bars(lane, most, line - 3));
    for (const calm of [1, 0]) {
      const own = down.filter((span) => (offs.get(span[2]) || [])[4] === calm);
      const off = own.map((span) => offs.get(span[2])).filter((w) => w[2] !== null).map((w) => [w[2], w[3]]);
      shape(parent, calm ? 'down calm' : 'down', path(own, line - 3, 7));
      shape(parent, calm ? 'off calm' : 'off', path(off, line - 5, 11));
    }
    marks(parent, lane.marks, line);
  }
}

const most = Math.max(1, ...data.devices.flatMap((d) => d.lanes).map((l) => l.counts.reduce((a, b) => Math.max(a, b), 0) / l.members));

// Windows and outages in order of time, which runs() needs.
for (const it of data.devices) {
  it.windows.sort((a, b) => a[0] - b[0]);
  for (const lane of it.lanes) if (lane.down) lane.down.sort((a, b) => a[0] - b[0]);
}

let drawn = null;
function draw() {
  for (const part of svg.querySelectorAll('[data-part]')) part.setAttribute('display', 'none');
  const next = document.createElementNS(NS, 'g');
  ticks(next);
  for (const it of data.devices) device(next, it, most);
  for (const [a, b, error, y, name, index] of data.sources) {
    const to = link(next, 's-' + index, name + ', clock within ' + duration(error));
    if (error > 0) shape(to, 'error', path([[a - error, b + error]], y + 2, 12));
    shape(to, 'source', path([[a, b]], y + 5, 6));
  }
  if (drawn) drawn.replaceWith(next);
  else svg.prepend(next);
  drawn = next;
}
`;
