// The region that this device opens pages in: remembered when it is chosen, taken when an address names none.

const KEY = "waymark.region";

function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // a frame that may keep nothing
  }
}

function keep(region) {
  try {
    localStorage.setItem(KEY, region);
  } catch {
    // It is asked again next time.
  }
}

const list = document.querySelector("[data-regions]");
list?.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-region]");
  if (link) keep(link.dataset.region);
});
const links = list?.dataset.regions === "open" ? [...list.querySelectorAll("a[data-region]")] : [];
const usual = links.find((link) => link.dataset.region === kept());
if (usual) location.replace(usual.href);
