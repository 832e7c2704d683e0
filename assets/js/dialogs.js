// <button data-opens="id"> opens the dialog with that id; inside, data-closes shuts it. The browser
// keeps the focus inside and gives it back. Without scripts the button should be a link to a page.
export function openDialogs(root) {
  root.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (dialog?.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
    const closer = event.target.closest?.("[data-closes]");
    if (closer) {
      event.preventDefault();
      closer.closest("dialog")?.close();
    }
  });
}
