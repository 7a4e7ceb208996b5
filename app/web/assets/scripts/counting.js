// How a search ended, told once with the token of its page: which result was opened first, or none when the page is left.
// Nobody is named, nothing is stored, and links lead straight to their pages.

// Tell with a token that the thing at this rank (from 1; 0 for none) was opened.
export function tell(address, token, rank) {
  if (address && token) navigator.sendBeacon(address, new URLSearchParams({ token, rank }));
}

export function countEnd() {
  const list = document.querySelector("[data-report]");
  if (!list) return;
  let told = false;
  const once = (rank) => {
    if (!told) tell(list.dataset.reportTo, list.dataset.report, rank);
    told = true;
  };
  const opened = (event) => {
    const line = event.target.closest("a") && event.target.closest("[data-report] > *");
    if (line && event.button < 2) once([...list.children].indexOf(line) + 1);
  };
  list.addEventListener("click", opened);
  list.addEventListener("auxclick", opened);
  addEventListener("pagehide", () => once(0));
}
