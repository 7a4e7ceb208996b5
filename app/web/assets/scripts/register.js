// Pages that were opened stay readable without a connection. Where the browser refuses, all is as without.

export function register() {
  addEventListener("load", () => navigator.serviceWorker?.register("/service-worker.js").catch(() => {}));
}
