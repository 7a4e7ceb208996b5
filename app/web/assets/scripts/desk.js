// Comfort for those who work at the desk. Every form works without it; htmx keeps the preview beside the typing.

import "htmx.org/dist/htmx.min.js";
import { box } from "./box.js";
import { keys } from "./keys.js";
import { pictures } from "./pictures.js";

// The editor says whether the text is saved, saves on Ctrl S, and asks before unsaved words are left behind.
function watchEditor(form) {
  const source = form.querySelector("[data-source]");
  const state = form.querySelector("[data-state]");
  const saved = source.defaultValue;
  const refused = form.hasAttribute("data-unsaved");
  let dirty = refused;
  const say = () => {
    dirty = refused || source.value !== saved;
    if (state && dirty) state.textContent = "Not saved";
    form.toggleAttribute("data-dirty", dirty);
  };
  source.addEventListener("input", say);
  form.addEventListener("submit", () => (dirty = false));
  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=then][value=save]"));
  });
}

// A finding's line is shown in the text it is about.
function goToLine(event) {
  const link = event.target.closest("a[data-line]");
  const source = document.querySelector("[data-source]");
  if (!link || !source) return;
  event.preventDefault();
  const lines = source.value.split("\n");
  const line = Number(link.dataset.line) - 1;
  const start = lines.slice(0, line).reduce((length, text) => length + text.length + 1, 0);
  source.focus();
  source.setSelectionRange(start, start + (lines[line]?.length ?? 0));
  const height = parseFloat(getComputedStyle(source).lineHeight);
  source.scrollTop = Math.max(0, line * height - source.clientHeight / 3);
}

// On a phone the ways on move sideways: where one is stands in sight.
function showHere() {
  for (const here of document.querySelectorAll(":is(.band-regions, .desk-nav, .tabs) [aria-current]")) {
    const line = here.parentElement;
    line.scrollLeft = here.offsetLeft - (line.clientWidth - here.offsetWidth) / 2;
  }
}

// A check that is asked for by its number is shown whole.
function openAsked() {
  const asked = document.getElementById(location.hash.slice(1));
  if (asked?.matches("details.check")) asked.open = true;
}

keys();
document.querySelectorAll("[data-suggest]").forEach(box);
pictures();
showHere();
openAsked();
addEventListener("hashchange", openAsked);
document.querySelectorAll("[data-editor]").forEach(watchEditor);
document.addEventListener("click", goToLine);
document.querySelector(".problems")?.focus();
