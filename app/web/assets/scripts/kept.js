// What this device keeps: one cache a region, with a record of what it holds. The service worker and the page about it share this.

export const LAYOUT = "waymark-1 ";
const RECORD = "/offline/record";
const DAY = 24 * 60 * 60 * 1000;
const AT_ONCE = 4;
const MOST = 100;

const nameOf = (region) => LAYOUT + region;
export const caching = (region) => caches.open(nameOf(region));
export const forget = (region) => caches.delete(nameOf(region));
export const regions = async () => (await caches.keys()).filter((name) => name.startsWith(LAYOUT)).map((name) => name.slice(LAYOUT.length));
export const pageAt = (region, slug) => `/${region}/pathways/${slug}`;

// The cache of a region, if it has one: looking makes none.
export const existing = async (region) => ((await caches.has(nameOf(region))) ? caching(region) : null);

// at: the storing of pages that the copies answer to · ring: whom the region names to be rung · whole: the region was asked for ({done: when, total}) · old: slugs known to
// have changed since they were kept.
export async function record(cache) {
  return { at: 0, listed: 0, checked: 0, ring: "", members: false, whole: null, old: [], ...(await (await cache.match(RECORD))?.json()) };
}

export async function note(region, cache, change) {
  await navigator.locks.request(`note ${region}`, async () => {
    await cache.put(RECORD, new Response(JSON.stringify({ ...(await record(cache)), ...change })));
  });
}

export const versionOf = (answer) => answer?.headers.get("X-Version") ?? answer?.headers.get("ETag")?.match(/[0-9a-f]{16}/)?.[0] ?? "";

// What says that there is nothing any more for whoever asks: withdrawn, gone, or only for those who are signed in.
export const refused = (answer) => answer.type === "opaqueredirect" || [401, 403, 404, 410].includes(answer.status);

const isPrivate = (answer) => /no-store|private/.test(answer.headers.get("Cache-Control") ?? "");

const picturesIn = (text) => new Set([...text.matchAll(/<img src="(\/[^"/]+\/pictures\/[^"]+)"/g)].map((found) => found[1]));

// What only those get who are signed in is kept where the region was asked for, and nowhere else.
export async function keepable(cache, answer) {
  return answer.status === 200 && answer.type === "basic" && (!isPrivate(answer) || (await record(cache)).whole !== null);
}

// A copy stays under the policies that its page was sent with: who may show it in a frame is the region's to say.
function copyOf(body, answer, version) {
  const copy = new Response(body, { headers: answer.headers });
  for (const name of ["Content-Encoding", "Content-Length", "Vary"]) copy.headers.delete(name);
  copy.headers.set("X-Saved", new Date().toISOString());
  copy.headers.set("X-Version", version);
  return copy;
}

async function pictures(cache, before, text) {
  const wanted = picturesIn(text);
  for (const gone of picturesIn(before)) if (!wanted.has(gone)) await cache.delete(gone);
  for (const address of wanted) {
    if (await cache.match(address)) continue;
    const answer = await fetch(address);
    if (await keepable(cache, answer)) await cache.put(address, copyOf(await answer.blob(), answer, ""));
  }
}

// Keep a page in place of the one before. Returns whether it says anything else.
export async function keep(cache, address, answer, version = versionOf(answer)) {
  const text = await answer.text();
  const before = (await (await cache.match(address))?.text()) ?? "";
  await cache.put(address, copyOf(text, answer, version));
  await pictures(cache, before, text);
  return text !== before;
}

// A page goes, and its pictures with it.
export async function drop(cache, address) {
  const copy = await cache.match(address);
  await cache.delete(address);
  if (copy?.headers.get("Content-Type")?.startsWith("text/html")) await pictures(cache, await copy.text(), "");
}

// Fetch what is kept anew. False when it can't be had now; what is refused is no longer kept.
async function renew(cache, address, version, signal) {
  const answer = await fetch(address, { redirect: "manual", cache: "no-cache", signal });
  if (refused(answer)) return await drop(cache, address), true;
  if (!(await keepable(cache, answer))) return false;
  const got = versionOf(answer) || version;
  await keep(cache, address, answer, got);
  return got === version;
}

// Of pages that were only opened, the latest are kept.
export async function makeRoom(region, cache, most = MOST) {
  if ((await record(cache)).whole) return;
  const pages = (await cache.keys()).filter((request) => slugIn(region, request.url));
  const dated = await Promise.all(pages.map(async (request) => [(await cache.match(request))?.headers.get("X-Saved") ?? "", request.url]));
  for (const [, address] of dated.sort().slice(0, -most)) await drop(cache, address);
}

export const slugIn = (region, address) => {
  const path = new URL(address, location.origin).pathname;
  return path.match(/^\/[^/]+\/pathways\/([^/]+)$/)?.[1];
};

// Bring what is kept of a region up to what readers have. Withdrawn pages go first. With `all`, pages that are missing are fetched too.
// Returns "same", "done", "part" when something could not be had, or "gone" when the region is no longer for whoever asks.
export const contact = (region, { since, all = false, told = () => {}, signal } = {}) =>
  navigator.locks.request(`contact ${region}`, async () => {
    const cache = await existing(region);
    if (!cache) return "gone";
    const before = await record(cache);
    const now = Date.now();
    const whole = all || now - before.listed > DAY;
    const from = whole ? 0 : Math.min(since ?? before.at, before.at);
    const answer = await fetch(`/${region}/offline.json?since=${from}`, { redirect: "manual", cache: "no-store", signal });
    if (refused(answer)) return await forget(region), "gone";
    if (!answer.ok) return "part";
    const said = await answer.json();
    const work = await compare(region, cache, said, all || before.whole?.done);
    for (const address of work.gone) await drop(cache, address);
    await note(region, cache, { old: work.changed.map(([slug]) => slug), members: said.members, ring: said.ring, ...(said.whole && { listed: now }) });
    const left = await fetchAll(region, cache, work, told, signal);
    const settled = left.length === 0;
    await note(region, cache, { old: left, checked: now, ...(settled && { at: said.at }) });
    return !settled ? "part" : work.gone.length + work.changed.length + work.missing.length ? "done" : "same";
  });

// What has to be done: addresses that go, and slugs with their names that have changed or are missing.
async function compare(region, cache, said, wanted) {
  const listed = new Map(said.pages);
  const kept = new Map();
  const gone = [];
  for (const request of await cache.keys()) {
    const slug = slugIn(region, request.url);
    if (!slug) continue;
    if (listed.get(slug)) kept.set(slug, versionOf(await cache.match(request)));
    else if (said.whole || listed.has(slug)) gone.push(request.url);
  }
  const present = said.pages.filter(([, name]) => name);
  const changed = present.filter(([slug, name]) => kept.has(slug) && kept.get(slug) !== name);
  const missing = wanted ? present.filter(([slug]) => !kept.has(slug)) : [];
  return { gone, changed, missing, total: present.length, moved: said.whole || said.pages.length > 0 };
}

// Fetch what has changed, what is missing, the lists, and what search reads. Returns what is left to do.
async function fetchAll(region, cache, work, told, signal) {
  const pages = [...work.changed, ...work.missing];
  const left = new Set(pages.map(([slug]) => slug));
  const waiting = [...pages];
  let done = work.total - pages.length;
  told(done, work.total);
  const take = async () => {
    for (let next; (next = waiting.shift()); ) {
      if (await renew(cache, pageAt(region, next[0]), next[1], signal)) left.delete(next[0]);
      told((done += 1), work.total);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, take));
  if (work.moved) await lists(region, cache, signal);
  return [...left];
}

// The lists name pages: they are as old as what they name.
async function lists(region, cache, signal) {
  const whole = (await record(cache)).whole;
  const kept = (await cache.keys()).map((request) => new URL(request.url).pathname);
  const addresses = new Set(kept.filter((path) => !slugIn(region, path) && !/\/pictures\/|^\/offline\//.test(path)));
  if (whole) for (const path of ["", "pathways/", "changes", "offline", "offline-search.json"]) addresses.add(`/${region}/${path}`);
  for (const address of addresses) await renew(cache, address, "", signal);
  if (!whole) return;
  const home = (await (await cache.match(`/${region}/`))?.text()) ?? "";
  for (const [, address] of home.matchAll(/href="(\/[^"/]+\/specialties\/[^"]+)"/g)) {
    if (!addresses.has(address)) await renew(cache, address, "", signal);
  }
}
