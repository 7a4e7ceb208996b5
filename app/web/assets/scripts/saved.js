// On a kept copy: whether the page has changed is asked at once, when the network is back, and when somebody comes back to it.

const box = document.querySelector("[data-kept]");
const ask = () => navigator.serviceWorker.controller?.postMessage({ ask: location.href.split("#")[0] });

navigator.serviceWorker.addEventListener("message", ({ data }) => {
  if (data.became === "gone") location.reload();
  if (data.became === "same") box.remove();
  if (data.became === "new") box.querySelector("[data-new]").hidden = false;
});
addEventListener("online", ask);
addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
ask();
