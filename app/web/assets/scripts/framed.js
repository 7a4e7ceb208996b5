// In a frame of a clinical record: what leads out of the region's pages opens in a window of its own, for it refuses frames.

export function framed() {
  if (window.self === window.top) return;
  const region = document.querySelector(".band-name")?.pathname;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !link.protocol.startsWith("http")) return;
    if (link.origin === location.origin && region && link.pathname.startsWith(region)) return;
    link.target = "_blank";
    link.rel = "noopener";
  });
}
