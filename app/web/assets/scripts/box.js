// The search box: suggestions while somebody types, and before that the pages that this device opened lately.
// It is a combobox whose list never chooses for anybody: Enter sends the form, as without script, unless an arrow has chosen.

import { ask } from "./asking.js";
import { tell } from "./counting.js";
import { forget, recent } from "./recent.js";

const PAUSE = 90; // milliseconds without a key, before anything is asked
const RECENT = 6;

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** A title as nodes, the beginnings of its words bold where they were typed. Whatever a title holds stays text. */
export function marked(title, typed) {
  const words = plain(typed).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return title.normalize("NFC").split(/([\p{L}\p{N}\p{M}]+)/u).flatMap((part) => {
    const word = words.filter((one) => plain(part.slice(0, one.length)) === one).sort((a, b) => b.length - a.length)[0];
    if (!word) return [part];
    const bold = document.createElement("b");
    bold.textContent = part.slice(0, word.length);
    return [bold, part.slice(word.length)];
  });
}

function piece(name, ...inside) {
  const made = document.createElement("span");
  made.className = name;
  made.append(...inside);
  return made;
}

export function box(form) {
  const find = (name) => form.querySelector(`[data-${name}]`);
  const [input, popup, list, said, lately] = ["search", "popup", "options", "said", "lately"].map(find);
  const home = new URL(form.action).pathname.replace(/search$/, "");
  let question = null; // the one whose answer is awaited; an answer to any other is late
  let timer = 0;
  let chosen = -1;
  let report = {}; // what a choice from the list is told with, so that it is counted; it names nobody

  const options = () => [...list.children];

  function choose(place) {
    drop();
    chosen = place;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    const option = options()[place];
    option ? input.setAttribute("aria-activedescendant", option.id) : input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  // From here on no answer on its way changes the list.
  function drop() {
    clearTimeout(timer);
    question?.abort();
    question = null;
  }

  function close() {
    choose(-1);
    popup.hidden = true;
    said.textContent = "";
    input.setAttribute("aria-expanded", "false");
  }

  function show(found, typed) {
    list.replaceChildren(...found.map((one, at) => option(one, at, typed)));
    choose(-1);
    lately.hidden = Boolean(typed);
    list.setAttribute("aria-label", typed ? list.dataset.suggestions : list.dataset.lately);
    popup.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    const count = found.length === 1 ? "one" : found.length ? "many" : "none";
    said.textContent = typed ? said.dataset[count].replace("{n}", found.length) : "";
  }

  function option(one, at, typed) {
    const made = document.createElement("a");
    made.id = `suggested-${at}`;
    made.className = "suggested";
    made.href = one.url;
    made.tabIndex = -1;
    made.setAttribute("role", "option");
    const name = piece("suggested-name", piece("suggested-title", ...marked(one.title, typed)));
    if (one.section) name.append(" ", piece("suggested-section", ...marked(one.section.title, typed)));
    made.append(name);
    if (one.kind in list.dataset) made.append(" ", piece("suggested-kind", list.dataset[one.kind]));
    return made;
  }

  async function suggest(typed) {
    drop();
    const mine = (question = new AbortController());
    const told = {};
    const found = await ask(form.dataset.suggest, typed, mine.signal, told);
    if (question !== mine) return;
    report = told;
    question = null;
    show(found ?? [], typed);
    if (!found) said.textContent = "";
  }

  function offer() {
    const typed = input.value.trim();
    if (typed) return suggest(typed);
    // Where the page itself lists them, they need not be said twice.
    report = {};
    const pages = document.querySelector("[data-recent]") ? [] : recent(home, RECENT);
    pages.length ? show(pages, "") : close();
  }

  function step(by) {
    if (popup.hidden) return offer();
    const count = options().length + 1; // one more: back in the box, with nothing chosen
    choose(((chosen + 1 + by + count) % count) - 1);
  }

  function pressed(event) {
    if (event.isComposing || event.altKey) return;
    const { key } = event;
    const link = popup.hidden ? undefined : options()[chosen];
    if (key === "ArrowDown") step(1);
    else if (key === "ArrowUp") step(-1);
    else if (key === "Home" && link) choose(0);
    else if (key === "End" && link) choose(options().length - 1);
    else if (key === "Escape" && !popup.hidden) close();
    else if (key === "Enter" && link) event.ctrlKey || event.metaKey ? window.open(link.href, "_blank", "noopener") : link.click();
    else return;
    event.preventDefault();
  }

  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }
  find("hint").hidden = false;
  close();

  input.addEventListener("keydown", pressed);
  input.addEventListener("input", () => {
    drop();
    const typed = input.value.trim();
    typed ? (timer = setTimeout(suggest, PAUSE, typed)) : offer();
  });
  for (const name of ["focus", "click"]) input.addEventListener(name, () => input.value.trim() || offer());
  popup.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    tell(`${form.action}/report`, report.token, options().indexOf(event.target.closest("a")) + 1);
    event.ctrlKey || event.metaKey || close();
  });
  lately.querySelector("button").addEventListener("click", () => {
    forget();
    close();
    input.focus();
  });
  form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || close());
  form.addEventListener("submit", close);
  addEventListener("pagehide", close);
}

// The home page lists the same pages without being asked.
export function listRecent() {
  const place = document.querySelector("[data-recent]");
  const pages = place ? recent(place.dataset.recent, RECENT) : [];
  if (!pages.length) return;
  place.querySelector("ul").replaceChildren(
    ...pages.map((one) => {
      const link = document.createElement("a");
      link.href = one.url;
      link.textContent = one.title;
      const item = document.createElement("li");
      item.append(link);
      return item;
    }),
  );
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => {
    forget();
    place.hidden = true;
    document.querySelector("[data-search]").focus();
  });
}
