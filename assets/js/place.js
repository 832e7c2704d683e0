// Remembers which field of the form has the focus, in the page's address and in what is posted: after signing in again,
// a reload or a save the person goes on in the same field.
const PAUSE = 400;

export class Place {
  constructor(form) {
    this.form = form;
    this.name = "";
    form.addEventListener("focusin", (event) => this.moved(event.target));
    form.addEventListener("formdata", ({ formData }) => this.name && formData.append("field", this.name));
  }

  // Passing through many fields by keyboard is no reason to write each of them down.
  moved(field) {
    if (!field.name || field.type === "submit" || field.matches("[data-no-save]")) return;
    this.name = field.name;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const address = new URL(location.href);
      address.searchParams.set("field", this.name);
      address.hash = "";
      history.replaceState(history.state, "", address);
    }, PAUSE);
  }

  // Where the address names a field. A summary of errors has the focus first.
  goTo(name = new URLSearchParams(location.search).get("field")) {
    const field = name && control(this.form, name);
    if (!field || document.querySelector("[data-error-summary]")) return;
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "center" });
  }
}

function control(form, name) {
  const found = form.elements.namedItem(name);
  return found instanceof RadioNodeList ? [...found].find((radio) => radio.checked) ?? found[0] : found;
}
