// What each field of the form held when the page and the record last agreed. Posted beside every field that has been
// changed since ("base:<name>"), it tells the server whose newer words stand where two windows have saved.
const NO_WORDS = /^(csrfmiddlewaretoken|content_version|account|do|fill:.*)$/;
// A post has a limit (2 MB), and a changed field counts twice. Beyond this both versions are simply compared.
const LONGEST = 100_000;

export class Agreed {
  constructor(form) {
    this.form = form;
    this.values = stored(form);
    form.addEventListener("formdata", ({ formData }) => this.append(formData));
  }

  // The names of the fields that have been changed since.
  touched() {
    return [...current(this.form)].filter(([name, value]) => value !== (this.values.get(name) ?? "")).map(([name]) => name);
  }

  append(formData) {
    const bases = this.touched().map((name) => [name, this.values.get(name) ?? ""]);
    if (bases.some(([, value]) => value.length > LONGEST)) return;
    formData.append("has_base", "1");
    for (const [name, value] of bases) formData.append(`base:${name}`, value);
  }

  // What was sent is saved; of a field that could not be read, nothing is.
  saved(sent, unread) {
    this.values = new Map(sent);
    for (const name of unread) this.values.set(name, "");
  }
}

// What the page's fields hold now.
export function current(form) {
  return values(form, (field) => (field.type === "radio" ? field.checked : true), (field) => field.value);
}

// What they held when the server wrote the page.
export function stored(form) {
  return values(form, (field) => (field.type === "radio" ? field.defaultChecked : true), writtenValue);
}

function values(form, isChosen, read) {
  const found = new Map();
  for (const field of form.elements) {
    if (!field.name || field.type === "submit" || NO_WORDS.test(field.name) || !isChosen(field)) continue;
    found.set(field.name, read(field));
  }
  return found;
}

function writtenValue(field) {
  if (field.tagName !== "SELECT") return field.type === "radio" ? field.value : field.defaultValue;
  return [...field.options].find((option) => option.defaultSelected)?.value ?? field.options[0]?.value ?? "";
}
