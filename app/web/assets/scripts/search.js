// Search among the pages that this device keeps. Simpler than the site's own: accents folded, beginnings of words, all words first.

import { pageAt } from "./kept.js";

const MARKS = /[\u0300-\u036f]/g;
const HITS = 30;
const TITLE = 8;
const SYNONYM = 6;
const HEADING = 3;
const TEXT = 1;

const fold = (text) => text.normalize("NFKD").replace(MARKS, "").toLowerCase();
const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
// Each word stands behind a space, so that looking for " gou" finds words that begin so.
const lined = (text) => ` ${wordsOf(text).join(" ")}`;

let held = { version: "", entries: null };

// The entries of a region's pages that are here, ready to be searched; null when what search reads is not kept.
export async function read(cache, region) {
  const file = await cache.match(`/${region}/offline-search.json`);
  if (!file) return null;
  const kept = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  const version = region + file.headers.get("X-Saved");
  if (held.version !== version) held = { version, entries: (await file.json()).map(entry) };
  return held.entries.filter((one) => kept.has(pageAt(region, one.slug)));
}

function entry([slug, title, kind, synonyms, sections, further]) {
  const parts = sections.map(([id, heading, text]) => ({ id, title: heading, text, heading: lined(heading), words: lined(text) }));
  return { slug, title, kind, parts, name: lined(title), synonyms: lined(synonyms), further: ` ${fold(further)}` };
}

function weigh(one, word) {
  const begins = ` ${word}`;
  if (one.name.includes(begins)) return TITLE;
  if (one.synonyms.includes(begins)) return SYNONYM;
  if (one.parts.some((part) => part.heading.includes(begins))) return HEADING;
  return one.parts.some((part) => part.words.includes(begins)) || one.further.includes(begins) ? TEXT : 0;
}

// The part that has most of the words that the page's name lacks.
function best(one, words) {
  const beyond = words.filter((word) => !one.name.includes(` ${word}`));
  const score = (part) => beyond.reduce((sum, word) => sum + (part.heading.includes(` ${word}`) ? HEADING : part.words.includes(` ${word}`) ? TEXT : 0), 0);
  return one.parts.reduce((found, part) => (score(part) > score(found) ? part : found), { heading: "", words: "" });
}

function ranked(entries, query) {
  const words = wordsOf(query);
  const scored = entries.map((one) => {
    const weights = words.map((word) => weigh(one, word));
    const there = weights.filter(Boolean).length;
    return { one, there, score: weights.reduce((sum, weight) => sum + weight, 0) - one.name.length / 1000 };
  });
  const most = Math.max(1, ...scored.map((hit) => hit.there));
  const right = scored.filter((hit) => hit.there === most);
  return right.sort((a, b) => b.score - a.score).map((hit) => ({ ...hit, part: best(hit.one, words) }));
}

export function results(entries, { query }) {
  return ranked(entries, query).slice(0, HITS).map(({ one, part }) => ({
    slug: one.slug,
    title: one.title,
    section: part.id ? { id: part.id, title: part.title } : null,
    snippet: part.text ?? one.parts[0]?.text ?? "",
  }));
}

// As the site's own answer is shaped.
export function suggestions(entries, { region, query, limit }) {
  const found = ranked(entries, query).slice(0, limit || 8);
  return {
    offline: true,
    suggestions: found.map(({ one, part }) => {
      const section = part.id ? { id: part.id, title: part.title } : null;
      return { slug: one.slug, title: one.title, kind: one.kind, section, url: pageAt(region, one.slug) + (section ? `#${section.id}` : "") };
    }),
  };
}
