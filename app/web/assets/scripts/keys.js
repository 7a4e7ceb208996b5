// Keys that every page has: / and Ctrl K find the search box unless somebody types elsewhere, arrows and j k walk a list.

const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

function focusSearch(event) {
  const box = document.querySelector("[data-search]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
}

function walk(event, step) {
  const links = [...document.querySelectorAll("[data-list] li a, [data-list] th a")].filter((link) => link.tabIndex >= 0);
  const next = links[links.indexOf(document.activeElement) + step];
  if (!links.length || (!next && links.includes(document.activeElement))) return;
  event.preventDefault();
  (next ?? links[0]).focus();
}

// The changes of a difference, one after the other.
function change(event, step) {
  const changes = [...document.querySelectorAll("[data-changes] [data-change], [data-changes] .change-mark")];
  if (!changes.length) return false;
  event.preventDefault();
  const at = changes.findIndex((one) => one === document.activeElement || one.contains(document.activeElement));
  const next = changes[at < 0 && step < 0 ? changes.length - 1 : Math.min(Math.max(at + step, 0), changes.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "center" });
  return true;
}

// The bar of a phone leads to the box; without script the browser follows the link there, and puts the cursor into it too.
function followToBox(event) {
  if (event.target.closest('a[href="#q"]')) focusSearch(event);
}

export function keys() {
  document.addEventListener("click", followToBox);
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey) return;
    if (typing(event.target) && !event.target.matches("[data-search]")) return;
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === "k") focusSearch(event);
    else if (command || typing(event.target)) return;
    else if (event.key === "/") focusSearch(event);
    else if (event.key === "n") change(event, 1);
    else if (event.key === "p") change(event, -1);
    else if (event.key === "j") change(event, 1) || walk(event, 1);
    else if (event.key === "k") change(event, -1) || walk(event, -1);
  });
}
