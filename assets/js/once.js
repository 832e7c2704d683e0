// A double click sends once. The server refuses a second send as well; this spares people the message.
// The button keeps its name and value in what is sent, so it is marked busy rather than disabled.
export function sendOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.isSending) {
      event.preventDefault();
      return;
    }
    form.dataset.isSending = "true";
    for (const button of form.querySelectorAll("button:not([type=button])")) {
      button.setAttribute("aria-busy", "true");
    }
  });
  // The back button may bring the page back as it was left.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-is-sending]")) {
      delete form.dataset.isSending;
      for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
    }
  });
}
