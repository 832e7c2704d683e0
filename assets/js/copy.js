// A button that copies a text of the page. It is there only where the browser can copy.
export function copyTexts(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    const said = document.getElementById(button.getAttribute("aria-describedby"));
    if (!source || !said) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.textContent);
        said.textContent = button.dataset.done;
      } catch {
        // Not allowed here: the text is chosen, so that the keyboard copies it.
        getSelection().selectAllChildren(source);
        said.textContent = button.dataset.chosen;
      }
    });
  }
}
