// A picture is added beside the text, and its line put in where the cursor stood. Without script the form is a page of its own.

function insert(source, line) {
  const before = source.value.slice(0, source.selectionStart);
  const after = source.value.slice(source.selectionEnd);
  const gap = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const text = gap + line + (after === "" || after.startsWith("\n") ? "\n" : "\n\n");
  source.focus();
  // Typed rather than set, so that it can be undone.
  if (!document.execCommand("insertText", false, text)) {
    source.setRangeText(text, source.selectionStart, source.selectionEnd, "end");
    source.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function pictures() {
  const dialog = document.querySelector("[data-picture-dialog]");
  const source = document.querySelector("[data-source]");
  if (!dialog || !source) return;
  const box = dialog.querySelector("[data-picture-box]");
  const empty = box.innerHTML;
  document.querySelector("[data-add-picture]").addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  dialog.querySelector("[data-picture-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-picture-form]")) return;
    event.preventDefault();
    event.submitter?.setAttribute("disabled", "");
    let html = "";
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } });
      html = await answer.text();
    } catch {
      // The words for it are below.
    }
    if (!/data-(line|picture-form)/.test(html) || html.includes("<html")) {
      event.submitter?.removeAttribute("disabled");
      dialog.querySelector("[data-picture-said]").textContent = dialog.dataset.failed;
      return;
    }
    box.innerHTML = html;
    const added = box.querySelector("[data-line]");
    if (!added) return box.querySelector(".problems")?.focus();
    dialog.close();
    box.innerHTML = empty;
    insert(source, added.dataset.line);
  });
}
