// Forms with data-guard-changes ask before a page with unsaved changes is left. Whoever saves in the
// background (autosave) says so with the event "fairstep:saved" on the form. A control with data-no-save
// only serves to work on the form and holds nothing to lose. With data-guard-changes="always" the page itself holds
// words that are nowhere else.
export function guardChanges(root) {
  const changed = new Set(root.querySelectorAll("form[data-guard-changes=always]"));
  const guarded = (event) => event.target.closest?.("form[data-guard-changes]");
  root.addEventListener("input", (event) => {
    const form = guarded(event);
    if (form && !event.target.matches("[data-no-save]")) changed.add(form);
  });
  for (const done of ["submit", "fairstep:saved"]) {
    root.addEventListener(done, (event) => changed.delete(guarded(event)));
  }
  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });
}
