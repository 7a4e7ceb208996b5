// Comfort for readers. Every page works without it.

import { box, listRecent } from "./box.js";
import { framed } from "./framed.js";
import { countEnd } from "./counting.js";
import { keys } from "./keys.js";
import { reading } from "./page.js";
import { remember } from "./recent.js";
import { register } from "./register.js";

// The part being read is marked in the outline.
function markOutline() {
  const links = new Map([...document.querySelectorAll(".outline a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const parts = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  if (!parts.length) return;
  const mark = () => {
    const passed = parts.filter((part) => part.getBoundingClientRect().top < 140);
    const now = passed.at(-1) ?? parts[0];
    for (const [id, link] of links) id === now.id ? link.setAttribute("aria-current", "location") : link.removeAttribute("aria-current");
  };
  let asked = 0;
  const soon = () => (asked ||= requestAnimationFrame(() => ((asked = 0), mark())));
  document.addEventListener("scroll", soon, { passive: true });
  mark();
}

// On a phone the outline is a sheet: it closes when a part has been chosen.
function closeSheets() {
  for (const sheet of document.querySelectorAll(".page-side [popover]")) {
    sheet.addEventListener("click", (event) => {
      if (event.target.closest("a") && sheet.matches(":popover-open")) sheet.hidePopover();
    });
  }
}

// Where a browser can't open details for print by style, they are opened here.
function openForPrint() {
  const closed = [];
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details:not([open])")) closed.push(part), (part.open = true);
  });
  addEventListener("afterprint", () => closed.splice(0).forEach((part) => (part.open = false)));
}

function offerPrint() {
  const item = document.querySelector("[data-print]");
  if (!item) return;
  item.hidden = false;
  item.addEventListener("click", () => print());
}

framed();
countEnd();
keys();
remember();
document.querySelectorAll("[data-suggest]").forEach(box);
listRecent();
markOutline();
closeSheets();
openForPrint();
offerPrint();
register();
reading();
