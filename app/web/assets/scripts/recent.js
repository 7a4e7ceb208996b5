// The pages that were opened on this device: titles and addresses of public pages, kept in this browser alone.

const KEY = "waymark.recent";
export const SEEN = "waymark.seen"; // which version of each page was read last: another list of what was opened
const MOST = 30;

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(found) ? found.filter((one) => typeof one?.title === "string" && typeof one.url === "string") : [];
  } catch {
    return [];
  }
}

function keep(pages) {
  try {
    localStorage.setItem(KEY, JSON.stringify(pages.slice(0, MOST)));
  } catch {
    // A browser that keeps nothing forgets this too.
  }
}

/** The pages of a region that were opened last, the latest first; `home` is its address, such as "/base/". */
export function recent(home, most) {
  return kept()
    .filter((one) => one.url.startsWith(`${home}pathways/`) && one.url !== location.pathname)
    .slice(0, most);
}

/** Remember the page that is open, when it says that it may be; forget it when it says that it is gone. */
export function remember() {
  const page = document.querySelector("[data-remember]");
  if (!page) return;
  const url = location.pathname;
  const title = page.dataset.remember;
  const others = kept().filter((one) => one.url !== url);
  keep(title ? [{ title, url }, ...others] : others);
}

export function forget() {
  try {
    for (const key of [KEY, SEEN]) localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}
