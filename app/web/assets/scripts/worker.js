// The service worker. Pages come from the network; what was kept is shown when the network gives none in time, and says so.
// `self.waymark` is what it knows of its site; app/reading/worker.py puts it before this.

import { LAYOUT, caching, contact, drop, existing, forget, keep, keepable, makeRoom, note, pageAt, record, refused, regions, slugIn } from "./kept.js";
import { read, results, suggestions } from "./search.js";

const { version, assets, reserved, words } = self.waymark;
const SHELL = `waymark ${version}`;
const NOT_KEPT = "/offline";
// How long a page may take before the kept copy is shown, and a suggestion while somebody types, in milliseconds.
const PATIENCE = 4000;
const TYPING = 1500;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

// Answers that came after the kept copy was shown: the copy asks for them.
const late = new Map();

addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll([...Object.values(assets), NOT_KEPT])));
  skipWaiting();
});

addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function takeOver() {
  for (const name of await caches.keys()) if (name !== SHELL && !name.startsWith(LAYOUT)) await caches.delete(name);
  await registration.navigationPreload?.enable();
  await clients.claim();
  // What was opened before the worker was there.
  for (const client of await clients.matchAll({ type: "window" })) {
    const where = placeOf(new URL(client.url));
    if (where?.page) await look(where).catch(() => {});
  }
}

// Where an address leads; null for what the worker leaves alone: the desk, signing in, everything beside readers' pages.
function placeOf(url) {
  if (url.origin !== location.origin) return null;
  const asked = { query: url.searchParams.get("q") ?? "", limit: Number(url.searchParams.get("limit")) };
  const api = url.pathname.match(/^\/api\/v1\/regions\/([^/]+)\/suggest$/);
  if (api) return { ...asked, region: api[1], suggest: true };
  const [, region, rest] = url.pathname.match(/^\/([a-z0-9-]+)\/(.*)$/) ?? [];
  if (!region || reserved.includes(region)) return null;
  const place = { ...asked, region, address: url.pathname };
  if (rest === "suggest" || rest === "search") return { ...place, [rest]: true };
  if (/^pictures\/[^/]+$/.test(rest)) return { ...place, picture: true };
  const kept = /^(|pathways\/([^/]+)?|specialties\/[^/]+|changes|offline)$/.test(rest);
  return { ...place, page: kept && !/as-at|before/.test(url.search), plain: kept && !url.search };
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method === "POST" && url.pathname === "/logout") return event.waitUntil(forgetMembers());
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) return event.respondWith(asset(request));
  const place = placeOf(url);
  if (request.mode === "navigate") event.respondWith(place ? open(event, url, place) : passed(event, url));
  else if (!place) return;
  else if (place.suggest) event.respondWith(typed(request, place));
  else if (place.picture) event.respondWith(picture(event, place));
});

addEventListener("message", (event) => {
  if (event.data?.ask) event.waitUntil(answerCopy(event.source, new URL(event.data.ask)));
});

const asset = async (request) => (await caches.match(request)) ?? fetch(request);

async function forgetMembers() {
  for (const region of await regions()) if ((await record(await caching(region))).members) await forget(region);
}

// The desk and all else that is no reader's page: through, and never kept.
const passed = (event, url) => (["/", NOT_KEPT].includes(url.pathname) ? arriving(event).catch(notKept) : arriving(event));

const inTime = (promise, patience) =>
  Promise.race([promise, new Promise((_, give) => setTimeout(() => give(new DOMException("slow", "TimeoutError")), patience))]);

// A page that somebody opens.
async function open(event, url, place) {
  const cache = await existing(place.region);
  const before = cache ? (await record(cache)).at : 0;
  const network = arriving(event);
  const settled = network.then((answer) => settle(place, answer.clone(), before));
  const [key] = url.href.split("#");
  late.set(key, settled);
  event.waitUntil(settled.catch(() => {}).finally(() => late.delete(key)));
  const copy = place.page && (await cache?.match(place.address));
  const found = !copy && place.search && cache ? await offlineResults(cache, place) : null;
  if (!copy && !found) return network.catch(notKept);
  let why;
  try {
    const answer = await inTime(network, PATIENCE);
    if (answer.status < 500) return answer;
    why = words.trouble;
  } catch (error) {
    why = error.name === "TimeoutError" ? words.slow : words.offline;
  }
  return copy ? shown(cache, place, copy, why) : found;
}

const arriving = async (event) => (await event.preloadResponse) ?? fetch(event.request);

const notKept = async () => (await caches.match(NOT_KEPT)) ?? Response.error();

// What an answer means for what is kept, and then for all else that is: "gone", "new", "same", or "unknown" in trouble.
async function settle(place, answer, before) {
  let what = "unknown";
  const cache = await existing(place.region);
  if (refused(answer)) {
    if (cache && place.page) await drop(cache, place.address);
    what = "gone";
  } else if (place.plain && answer.status === 200) {
    what = await keepOpened(place, answer);
  }
  await greet(place.region, before);
  return what;
}

async function keepOpened(place, answer) {
  if (/no-store|private/.test(answer.headers.get("Cache-Control")) && !(await existing(place.region))) return "unknown";
  const cache = await caching(place.region);
  if (!(await keepable(cache, answer))) return "unknown";
  try {
    const changed = await keep(cache, place.address, answer);
    await makeRoom(place.region, cache);
    return changed ? "new" : "same";
  } catch {
    await drop(cache, place.address); // better none than one that is known to be older
    await makeRoom(place.region, cache, 10); // the device is full: the next page that is opened finds room
    return "new";
  }
}

// The site answers: what is kept of any region is compared with what readers have now.
async function greet(here, before) {
  const answer = await fetch("/offline/at", { cache: "no-store", credentials: "omit" });
  if (!answer.ok) return;
  const at = Number(await answer.text());
  for (const region of await regions()) {
    const cache = await caching(region);
    const known = await record(cache);
    const since = region === here ? Math.min(before, known.at) : known.at;
    if (known.at === at && since === at && !known.members) await note(region, cache, { checked: Date.now() });
    else await contact(region, { since }).catch(() => {});
  }
}

const look = async (place) => settle(place, await fetch(place.address, { redirect: "manual", cache: "no-cache" }), 0);

// A kept copy that is being read asks what has become of its page.
async function answerCopy(client, url) {
  const place = placeOf(url);
  if (!place?.page) return;
  try {
    client.postMessage({ became: await (late.get(url.href) ?? look(place)) });
  } catch {
    // Still nothing from the network: the copy goes on saying what it says.
  }
}

async function picture(event, place) {
  try {
    const answer = await fetch(event.request);
    return answer.status < 500 ? answer : ((await caches.match(event.request)) ?? answer);
  } catch {
    return (await caches.match(event.request)) ?? Response.error();
  }
}

async function typed(request, place) {
  const cache = await existing(place.region);
  const entries = cache && (await read(cache, place.region));
  if (!entries) return fetch(request);
  try {
    const answer = await inTime(fetch(request), TYPING);
    if (answer.status < 500) return answer;
  } catch {
    // Below.
  }
  const found = suggestions(entries, place);
  return new Response(JSON.stringify(found), { headers: { "Content-Type": "application/json", "Cache-Control": "no-store" } });
}

const html = (text, copy) => new Response(renewed(text), { headers: copy.headers });

// A copy that was kept from an older site is shown with the present styles and scripts.
const renewed = (text) => text.replace(/\/static\/([a-z]+)-[0-9a-f]{12}(\.\w+)/g, (found, name, kind) => assets[name + kind] ?? found);

// Put something at the top of a page's text, with a script or none.
const within = (text, box) => text.replace(/<main id="main"[^>]*>/, (main) => main + box);
const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const filled = (said, places) => said.replace(/\{(\w+)\}/g, (_, name) => places[name]);
const moment = (when) => filled(words.moment, { day: day(when), time: when.toTimeString().slice(0, 5) });
const day = (when) => `${when.getDate()} ${MONTHS[when.getMonth()]} ${when.getFullYear()}`;

// A kept copy, which says what it is above all else.
async function shown(cache, place, copy, why) {
  const known = await record(cache);
  const saved = new Date(copy.headers.get("X-Saved"));
  const text = await copy.text();
  const due = text.match(/ data-due="(\d{4}-\d\d-\d\d)"/)?.[1];
  const lines = [`<strong>${filled(words.saved, { when: moment(saved) })}</strong> ${why}`];
  if (known.checked - saved > 60000) lines.push(filled(words.checked, { when: moment(new Date(known.checked)) }));
  if (known.old.includes(slugIn(place.region, place.address))) lines.push(`<strong>${words.old}</strong>`);
  if (due && new Date(due) <= new Date()) lines.push(`<strong>${filled(words.due, { day: day(new Date(due)) })}</strong>`);
  const ways = `<a href="">${words.again}</a> · <a href="${NOT_KEPT}">${words.list}</a>`;
  const box = `<div class="kept" role="status" data-kept><p>${lines.join(" ")}</p><p data-new hidden><strong><a href="">${words.newer}</a></strong></p><p class="screen">${ways}</p></div>`;
  const script = `<script src="${assets["saved.js"]}" defer></script></head>`;
  return html(within(text, box).replace("</head>", () => script), copy);
}

// The page of results, set in the frame of the page about this region's copies.
async function offlineResults(cache, place) {
  const entries = await read(cache, place.region);
  const frame = await cache.match(`/${place.region}/offline`);
  if (!entries || !frame) return null;
  const { whole } = await record(cache);
  const found = results(entries, place);
  const items = found.map((hit) => {
    const address = escaped(pageAt(place.region, hit.slug));
    const title = `<h2><a href="${address}">${escaped(hit.title)}</a></h2>`;
    const section = hit.section ? `<p class="hit-section"><a href="${address}#${escaped(hit.section.id)}">${escaped(hit.section.title)}</a></p>` : "";
    return `<li class="hit">${title}${section}<p class="snippet">${escaped(hit.snippet)}</p></li>`;
  });
  const many = filled(found.length === 1 ? words.one_result : words.results, { n: found.length });
  const part = whole?.done ? "" : ` ${words.part}`;
  const head = `<header class="head head-results"><h1>${many}</h1><p class="facts">“${escaped(place.query)}”</p></header>`;
  const label = `<div class="kept" role="status"><p><strong>${words.simpler}</strong>${part}</p></div>`;
  const list = items.length ? `<ol class="hits" data-list>${items.join("")}</ol>` : `<p>${words.nothing}</p>`;
  const text = await frame.text();
  const page = text.replace(/(<main id="main"[^>]*>)[^]*<\/main>/, (_, main) => `${main}${label}${head}${list}</main>`);
  const typed = ` name="q" type="search" value="${escaped(place.query)}"`;
  const titled = page.replace(/<title>[^<]*<\/title>/, () => `<title>${escaped(place.query)}</title>`);
  return html(titled.replace(/ name="q" type="search" value="[^"]*"/, () => typed), frame);
}
