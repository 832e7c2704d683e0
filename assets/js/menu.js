// The menu on narrow screens, and the closing of the account menu by Escape or a click elsewhere.
export function toggleMenu(root) {
  const header = root.querySelector("[data-header]");
  const button = root.querySelector("[data-menu-toggle]");
  button?.addEventListener("click", () => {
    const isOpen = header.toggleAttribute("data-open");
    button.setAttribute("aria-expanded", String(isOpen));
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of root.querySelectorAll("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  root.addEventListener("click", (event) => {
    for (const menu of root.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
}
