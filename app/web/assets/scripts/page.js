// The page being read: what is copied from it, linked to in it and sent from it. Nothing leaves the device until somebody presses Send.

import { SEEN } from "./recent.js";

const MOST = 500;

// Says something politely, where a screen reader hears it.
function say(place, words) {
  place.textContent = "";
  requestAnimationFrame(() => (place.textContent = words));
}

// Copies words. Where a browser won't, the words are selected for Ctrl C; returns whether they were copied.
async function copied(words, shown) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    if (!shown) return false;
    shown.closest("details").open = true;
    getSelection().selectAllChildren(shown);
    return document.execCommand("copy");
  }
}

function offerLetter() {
  const place = document.querySelector("[data-copy]");
  if (!place) return;
  const letter = document.querySelector("[data-letter]");
  place.hidden = false;
  place.querySelector("button").addEventListener("click", async () => {
    const done = await copied(letter.textContent, letter);
    say(place.querySelector("[role=status]"), done ? place.dataset.copied : place.dataset.select);
  });
}

// What an address names is opened and shown, also in a closed detail, and also by the name that it has as a block.
function openNamed() {
  const id = decodeURIComponent(location.hash.slice(1));
  const part = id && (document.getElementById(id) ?? document.querySelector(`[data-block="${CSS.escape(id)}"]`));
  if (!part || part.matches(":popover-open")) return;
  let moved = part.id !== id;
  for (let around = part.closest("details"); around; around = around.parentElement.closest("details")) {
    moved ||= !around.open;
    around.open = true;
  }
  if (moved) part.scrollIntoView();
}

function seen() {
  try {
    return JSON.parse(localStorage.getItem(SEEN)) ?? {};
  } catch {
    return {};
  }
}

// Which version was read here last stands in this browser alone.
function sayWhatChanged(page) {
  const line = page.querySelector("[data-changed]");
  if (!line) return;
  const { changed: name, page: address } = { ...line.dataset, ...page.dataset };
  const now = Number(page.dataset.version);
  const versions = seen();
  const remember = () => {
    delete versions[name];
    try {
      localStorage.setItem(SEEN, JSON.stringify(Object.fromEntries([...Object.entries(versions).slice(1 - MOST), [name, now]])));
    } catch {
      // A browser that keeps nothing says nothing next time.
    }
  };
  const before = versions[name];
  if (!(before < now)) return remember();
  const link = line.querySelector("a");
  link.href = `${address}/compare?from=${before}&to=${now}`;
  line.querySelector("[data-before]").textContent = before;
  line.hidden = false;
  link.addEventListener("click", remember);
  line.querySelector("button").addEventListener("click", () => {
    remember();
    line.hidden = true;
    document.getElementById("main").focus();
  });
}

// The form of the feedback page, in place. Its ids are kept apart from those of the text.
function putForm(dialog, html) {
  const main = new DOMParser().parseFromString(html, "text/html").querySelector("main");
  const form = main.querySelector("form");
  const part = form ?? main.querySelector(".measure");
  for (const name of ["id", "for", "aria-describedby"]) {
    for (const element of part.querySelectorAll(`[${name}]`)) {
      element.setAttribute(name, element.getAttribute(name).replace(/\S+/g, "~$&"));
    }
  }
  dialog.querySelector("[data-form]").replaceChildren(part);
  dialog.showModal?.call(dialog.open ? (dialog.close(), dialog) : dialog);
  (part.querySelector("[aria-invalid=true], .nhsuk-error-summary, textarea") ?? dialog.querySelector("button")).focus();
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    try {
      putForm(dialog, await (await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) })).text());
    } catch {
      button.disabled = false;
      form.submit();
    }
  });
}

async function askFor(address, dialog) {
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw answer;
    putForm(dialog, await answer.text());
  } catch {
    location.href = address;
  }
}

// One quiet button at each heading and box: copy its address, or say something about it.
function offerParts(page) {
  const menu = document.getElementById("part");
  const dialog = document.querySelector("[data-feedback]");
  if (!menu || !menu.showPopover) return;
  const [link, tell] = menu.querySelectorAll("button");
  const status = menu.querySelector("[role=status]");
  let part = "";
  for (const block of page.querySelectorAll(".text :is(h2, h3, .box, table, li[id]:not(.notes *), ol > li)")) {
    const id = block.id || block.closest("section[id]")?.id || block.dataset.block;
    if (!id || (block.matches("section") && block.querySelector("h2"))) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "here";
    button.popoverTargetElement = menu;
    button.setAttribute("aria-label", `${menu.dataset.name} ${block.textContent.trim().slice(0, 40)}`);
    button.tabIndex = block.matches("h2, h3, .box") ? 0 : -1;
    button.addEventListener("click", () => {
      part = id;
      status.textContent = "";
      const { left, bottom } = button.getBoundingClientRect();
      menu.style.left = `${Math.max(8, Math.min(left, innerWidth - 232)) + scrollX}px`;
      menu.style.top = `${bottom + scrollY + 4}px`;
    });
    block.matches("table") ? block.before(button) : block.matches("h2, h3") ? block.after(button) : block.prepend(button);
  }
  link.addEventListener("click", async () => {
    const address = `${location.origin}${page.dataset.page}#${encodeURIComponent(part)}`;
    say(status, (await copied(address)) ? menu.dataset.copied : address);
  });
  tell.addEventListener("click", () => {
    menu.hidePopover();
    askFor(`${page.dataset.page}/feedback?part=${encodeURIComponent(part)}`, dialog);
  });
}

// The links that lead to the form open it here.
function tellHere(page) {
  const dialog = document.querySelector("[data-feedback]");
  if (!dialog) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-tell]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    askFor(link.href, dialog);
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
}

function sayWhenPrinted() {
  const place = document.querySelector("[data-printed]");
  addEventListener("beforeprint", () => {
    if (place) place.textContent = `${place.dataset.printed} ${new Date().toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })}`;
  });
}

export function reading() {
  offerLetter();
  openNamed();
  addEventListener("hashchange", openNamed);
  sayWhenPrinted();
  const page = document.querySelector("[data-page]");
  if (!page) return;
  sayWhatChanged(page);
  offerParts(page);
  tellHere(page);
}
