"use strict";
// The picture of one thread: a column for each station, lines between what is linked. No library, no network.
const data = JSON.parse(document.getElementById("data").textContent);
const { kinds, items, links, words } = data;
const MOST_LISTED = 200, MOST_IN_COLUMN = 60;
const above = items.map(() => []), below = items.map(() => []);
links.forEach(([upper, lower], number) => { below[upper].push(number); above[lower].push(number); });
const byKey = new Map(items.map((item, number) => [item[0], number]));
const at = (id) => document.getElementById(id);
const search = at("search"), choice = at("kind"), found = at("found"), count = at("count");
const picture = at("picture"), columns = at("columns"), lines = at("lines"), chosen = at("chosen"), where = at("where");
let current = -1, drawn = new Map(), shownLinks = [];

function make(name, attributes, text) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// Everything one thing came from or became. The text that something stands in is named; no thread runs through it.
function walk(start, next, other) {
  const seen = new Set([start]), used = [], waiting = [start];
  while (waiting.length) {
    const here = waiting.pop();
    for (const number of next[here]) {
      used.push(number);
      const there = links[number][other];
      if (!seen.has(there)) { seen.add(there); if (!links[number][3]) waiting.push(there); }
    }
  }
  return [seen, used];
}

function list() {
  const wanted = search.value.trim().toLowerCase(), kind = choice.value === "" ? -1 : Number(choice.value);
  const matching = [];
  items.forEach((item, number) => {
    if (kind >= 0 && item[1] !== kind) return;
    if (wanted && !item[2].toLowerCase().includes(wanted) && !item[3].toLowerCase().includes(wanted)) return;
    matching.push(number);
  });
  found.replaceChildren(...matching.slice(0, MOST_LISTED).map((number) => {
    const line = make("li", {});
    line.append(button(number, false));
    return line;
  }));
  count.textContent = words.found.replace("{n}", matching.length)
    + (matching.length > MOST_LISTED ? words.first.replace("{n}", MOST_LISTED) : "");
}

function button(number, inPicture, note) {
  const item = items[number];
  const made = make("button", { type: "button", class: `item k-${kinds[item[1]][0]}`, "data-n": number });
  made.append(make("span", { class: "name" }, inPicture ? item[2] : `${kinds[item[1]][1]} ${item[2]}`), " ", item[3]);
  if (note) made.append(" ", make("span", { class: "note" }, note));
  if (number === current) made.setAttribute("aria-current", "true");
  return made;
}

function show(number, focus) {
  current = number;
  const [up, upLinks] = walk(number, above, 0), [down, downLinks] = walk(number, below, 1);
  const members = new Set([...up, ...down]);
  shownLinks = [...new Set([...upLinks, ...downLinks])];
  const worst = new Map();
  for (const one of shownLinks) {
    const end = up.has(links[one][0]) && links[one][0] !== number ? links[one][0] : links[one][1];
    worst.set(end, Math.max(worst.get(end) || 0, links[one][2]));
  }
  drawn = new Map();
  columns.replaceChildren();
  kinds.forEach(([name, label], kind) => {
    const own = [...members].filter((one) => items[one][1] === kind);
    if (!own.length) return;
    const column = make("section", { "aria-labelledby": `h-${name}` });
    column.append(make("h3", { id: `h-${name}` }, `${label} ${own.length}`));
    const rows = make("ul", {});
    for (const one of own.slice(0, MOST_IN_COLUMN)) {
      const line = make("li", {}), made = button(one, true, words.states[worst.get(one) || 0]);
      drawn.set(one, made);
      line.append(made);
      rows.append(line);
    }
    column.append(rows);
    if (own.length > MOST_IN_COLUMN) column.append(make("p", {}, words.more.replace("{n}", own.length - MOST_IN_COLUMN)));
    columns.append(column);
  });
  const item = items[number];
  chosen.textContent = `${kinds[item[1]][1]} ${item[2]}`;
  where.textContent = `${item[3]}${item[3] && item[4] ? " — " : ""}${item[4]}`;
  picture.hidden = false;
  for (const one of found.querySelectorAll("button")) {
    if (Number(one.dataset.n) === number) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
  draw();
  if (focus && drawn.has(number)) drawn.get(number).focus();
  if (decodeURIComponent(location.hash.slice(1)) !== item[0]) history.replaceState(null, "", `#${encodeURIComponent(item[0])}`);
}

function draw() {
  const frame = columns.getBoundingClientRect();
  lines.setAttribute("width", columns.scrollWidth);
  lines.setAttribute("height", columns.scrollHeight);
  lines.replaceChildren();
  for (const one of shownLinks) {
    const from = drawn.get(links[one][0]), to = drawn.get(links[one][1]);
    if (!from || !to) continue;
    let a = from.getBoundingClientRect(), b = to.getBoundingClientRect();
    const x1 = a.right - frame.left, y1 = a.top + a.height / 2 - frame.top;
    const x2 = b.left - frame.left, y2 = b.top + b.height / 2 - frame.top, bend = Math.max(20, (x2 - x1) / 2);
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`);
    path.setAttribute("class", `s-${links[one][2]}`);
    lines.append(path);
  }
}

// Up and down within a column, left and right along the first link: as the picture looks.
function move(event) {
  const number = Number(event.target.dataset && event.target.dataset.n);
  if (!event.target.dataset || event.target.dataset.n === undefined) return;
  let to = null;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const line = event.target.closest("li");
    const next = event.key === "ArrowDown" ? line.nextElementSibling : line.previousElementSibling;
    to = next && next.querySelector("button");
  } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    const [next, end] = event.key === "ArrowRight" ? [below, 1] : [above, 0];
    const one = next[number].find((link) => drawn.has(links[link][end]));
    to = one === undefined ? null : drawn.get(links[one][end]);
  }
  if (to) { event.preventDefault(); to.focus(); }
}

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("button.item");
  if (pressed) show(Number(pressed.dataset.n), pressed.closest("#columns") !== null);
  const named = event.target.closest("a[data-key]");
  if (named && byKey.has(named.dataset.key)) { event.preventDefault(); show(byKey.get(named.dataset.key), true); }
});
columns.addEventListener("keydown", move);
search.addEventListener("input", list);
choice.addEventListener("change", list);
addEventListener("resize", draw);
addEventListener("hashchange", open);

function open() {
  const number = byKey.get(decodeURIComponent(location.hash.slice(1)));
  if (number !== undefined && number !== current) show(number, false);
}

at("tools").hidden = false;
list();
open();
if (current < 0 && data.chosen >= 0) show(data.chosen, false);
