// The one place where suggestions are asked for. Nobody, a broken line or an odd answer all come to the same: null.

/** What is suggested for some words: [{title, kind, section: {title} | null, url}], the likeliest first. `report` gets the token to tell a choice with. */
export async function ask(address, words, signal, report = {}) {
  try {
    const answer = await fetch(`${address}?q=${encodeURIComponent(words)}`, { signal, headers: { Accept: "application/json" } });
    if (!answer.ok) return null;
    const said = await answer.json();
    report.token = said.report;
    return said.suggestions;
  } catch {
    return null;
  }
}
