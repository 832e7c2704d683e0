// After a refused form the summary has the focus; a link to a group of controls leads to its first one.
function focusTarget(hash) {
  const target = document.getElementById(decodeURIComponent(hash.slice(1)));
  if (!target) return;
  const control = target.matches("input, select, textarea, button, a[href]")
    ? target
    : target.querySelector("input:checked, input:not([type=hidden]), select, textarea, button");
  control?.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
}

export function focusErrors(root) {
  root.querySelector("[data-error-summary]")?.focus();
  root.addEventListener("click", (event) => {
    const link = event.target.closest?.(".fs-error-summary a[href^='#'], .fs-violations a[href^='#']");
    if (!link) return;
    event.preventDefault();
    focusTarget(link.hash);
  });
}
