// The service worker of a site that lets devices keep nothing: what was kept goes, and it stays out of the way.

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))));
