// Nothing that has the focus is hidden or taken away: not behind the bar, not by a panel that is brought up to date.
const SPACE = 16;

// The browser scrolls a field into the window, of which the bar covers the foot: by keyboard it goes on above the bar.
export function keepInSight(root) {
  const bar = root.querySelector(".fs-savebar");
  root.addEventListener("keyup", (event) => {
    const field = root.activeElement;
    if (event.key !== "Tab" || !field || bar.contains(field)) return;
    const { top, bottom } = field.getBoundingClientRect();
    const covered = bottom + SPACE - bar.getBoundingClientRect().top;
    if (covered > 0) window.scrollBy({ top: Math.min(covered, top - SPACE), behavior: "instant" });
  });
}

// Whoever reads the panel by keyboard does not lose the place when it is brought up to date: that waits. What is no
// panel (a sign-in page, after the session has ended) never comes in.
export function keepPanelStill(root) {
  const panel = root.getElementById("panel");
  let isLate = false;
  panel.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== panel) return;
    if (new URL(event.detail.xhr.responseURL).pathname !== panel.getAttribute("hx-post")) event.detail.shouldSwap = false;
    if (!panel.contains(document.activeElement)) return;
    event.detail.shouldSwap = false;
    isLate = true;
  });
  panel.addEventListener("focusout", (event) => {
    if (!isLate || panel.contains(event.relatedTarget)) return;
    isLate = false;
    document.getElementById("rating-form").dispatchEvent(new CustomEvent("fairstep:refresh", { bubbles: true }));
  });
}
