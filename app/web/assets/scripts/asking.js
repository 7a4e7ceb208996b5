// The one place where suggestions are asked for. Nobody, a broken line or an odd answer all come to the same: null.

/** What is suggested for some words: [{title, kind, section: {title} | null, url}], the likeliest first. */
export async function ask(address, words, signal) {
  try {
    const answer = await fetch(`${address}?q=${encodeURIComponent(words)}`, { signal, headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).suggestions : null;
  } catch {
    return null;
  }
}
