// The pages about reading without a connection: what is kept, and keeping a whole region. What they say stands in their HTML.

import { caching, contact, existing, forget, note, record, regions, slugIn } from "./kept.js";

const moment = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

// A figure, or how many of a thing: "1 page", "2 pages".
const counted = ({ one, many }, figure) => (many && figure !== "" ? (figure === 1 ? one : many.replace("{n}", figure)) : figure);

// Show what fits a state, and fill in figures and dates.
function show(root, state, figures = {}) {
  for (const part of root.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
  for (const part of root.querySelectorAll("[data-n]")) part.textContent = counted(part.dataset, figures[part.dataset.n] ?? "");
  const bar = root.querySelector("progress");
  if (bar && figures.total) [bar.max, bar.value] = [figures.total, figures.here];
}

async function figuresOf(region, cache) {
  const known = await record(cache);
  const here = (await cache.keys()).filter((request) => slugIn(region, request.url)).length;
  const [saved, checked] = [known.whole?.done, known.checked].map((when) => (when ? moment.format(new Date(when)) : ""));
  return { known, here, saved, checked };
}

// One region: keep it, go on, bring it up to date, remove it.
function manage(root) {
  const region = root.dataset.region;
  let stopper = null;

  async function look(failure) {
    const cache = await existing(region);
    const figures = cache ? await figuresOf(region, cache) : { here: 0 };
    const state = figures.known?.whole ? (figures.known.whole.done ? "whole" : "part") : "none";
    show(root, state, figures);
    const said = root.querySelector(`[data-failure="${failure}"]`);
    for (const part of root.querySelectorAll("[data-failure]")) part.hidden = part !== said;
    await listOpened(root.querySelector("[data-opened]"), state === "none" ? [region] : []);
  }

  async function fetchAll() {
    const { signal } = (stopper = new AbortController());
    let failure = "";
    show(root, "busy", {});
    const told = (here, total) => signal.aborted || show(root, "busy", { here, total });
    try {
      const cache = await caching(region);
      const { whole } = await record(cache);
      await note(region, cache, { whole: whole ?? { done: null } });
      await navigator.storage?.persist?.();
      const how = await contact(region, { all: true, told, signal });
      if (how === "gone") return location.reload();
      const searchable = await cache.match(`/${region}/offline-search.json`);
      if (how === "part" || !searchable) failure = "some";
      else await note(region, cache, { whole: { done: Date.now() } });
    } catch (error) {
      failure = error.name === "QuotaExceededError" ? "full" : error.name === "AbortError" ? "" : "broken";
    }
    stopper.abort(); // where one page broke the others stop too, or their progress would hide what happened
    await look(failure);
  }

  const acts = {
    keep: fetchAll,
    stop: () => stopper?.abort(),
    remove: async () => (await forget(region), look("")),
  };
  root.addEventListener("click", (event) => acts[event.target.dataset?.do]?.());
  look("");
}

// The pages of some regions that are kept, each with its day. A title is set as text, whatever stands in it.
async function listOpened(list, places) {
  if (!list) return;
  list.replaceChildren();
  for (const region of places) {
    const cache = await existing(region);
    for (const request of cache ? await cache.keys() : []) {
      if (!slugIn(region, request.url)) continue;
      const copy = await cache.match(request);
      const page = new DOMParser().parseFromString(await copy.text(), "text/html");
      list.append(line(request.url, page.querySelector("h1")?.textContent ?? request.url, moment.format(new Date(copy.headers.get("X-Saved")))));
    }
  }
  list.closest("[data-list-of]").hidden = !list.children.length;
}

function line(address, title, day) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const small = document.createElement("small");
  link.href = address;
  link.textContent = title;
  small.textContent = ` ${day}`;
  item.append(link, small);
  return item;
}

// What is kept of every region: the whole ones by their front page, else page by page.
async function listAll(root) {
  const here = location.pathname.split("/")[1];
  const known = (await regions()).sort((a, b) => (b === here) - (a === here) || a.localeCompare(b));
  await listRings(document.querySelector("[data-ring]"), known.includes(here) ? [here] : known);
  const wholes = [];
  for (const region of known) if ((await record(await caching(region))).whole) wholes.push(region);
  const list = root.querySelector("[data-wholes]");
  for (const region of wholes) {
    const page = new DOMParser().parseFromString((await (await (await caching(region)).match(`/${region}/`))?.text()) ?? "", "text/html");
    const { saved } = await figuresOf(region, await caching(region));
    list.append(line(`/${region}/`, page.querySelector(".band-name")?.textContent.trim() || region, saved));
  }
  list.closest("[data-list-of]").hidden = !wholes.length;
  await listOpened(root.querySelector("[data-opened]"), known.filter((region) => !wholes.includes(region)));
  const none = [...root.querySelectorAll("[data-list-of]")].every((part) => part.hidden);
  root.querySelector("[data-none]").hidden = !none;
}

// Whom each region names to be rung.
async function listRings(list, places) {
  for (const region of places) {
    const { ring } = await record(await caching(region));
    if (ring) list.append(Object.assign(document.createElement("li"), { textContent: ring }));
  }
  list.hidden = !list.children.length;
}

function offerInstall(button) {
  let asked = null;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    asked = event;
    button.hidden = false;
  });
  button.addEventListener("click", () => (asked?.prompt(), (button.hidden = true)));
}

const root = document.querySelector("[data-offline]");
if (root && "serviceWorker" in navigator && "caches" in window) {
  root.hidden = false;
  document.querySelector("[data-refused]").hidden = true;
  navigator.serviceWorker.register("/service-worker.js").catch(() => {});
  root.dataset.region ? manage(root) : listAll(root);
  const button = document.querySelector("[data-install]");
  if (button) offerInstall(button);
}
