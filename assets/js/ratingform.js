// The rating form: autosave, who else is there, and buttons that put a fresh part of the page in place of the old one.
import { Agreed, current, stored } from "./agreed.js";
import { Autosave } from "./autosave.js";
import { fetchForm } from "./posting.js";
import { Place } from "./place.js";
import { Presence } from "./presence.js";
import { SaveBar } from "./savebar.js";
import { keepInSight, keepPanelStill } from "./sight.js";

export function ratingForm(root) {
  const form = root.querySelector("form[data-autosave]");
  if (!form) return;
  const bar = new SaveBar(root);
  const agreed = new Agreed(form);
  const place = new Place(form);
  const saver = new Autosave(form, agreed, bar);
  saver.listen();
  new Presence(form, saver, bar, place).listen();
  keepPanelStill(root);
  keepInSight(root);
  place.goTo();
  form.addEventListener("submit", (event) => {
    if (form.dataset.isPlain) {
      delete form.dataset.isPlain;
      return;
    }
    stop(event);
    press(event.submitter, { form, saver, bar, agreed, place });
  });
  for (const other of root.querySelectorAll("form[data-after-save]")) saveBefore(other, saver);
}

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

// What is typed is saved in the background first, so that whatever stands in the way is said here, where the words are.
async function press(button, parts) {
  const { form, saver, bar } = parts;
  if (form.dataset.isBusy) return;
  form.dataset.isBusy = "true";
  try {
    await saver.save();
    if (saver.isDirty && saver.trouble && saver.trouble !== "stale") return saver.tell();
    if (!(await saver.canLeave())) return;
    const isHere = button === bar.bringIn || button?.dataset.replaces;
    if (isHere) await saver.alone(() => renew(button, parts));
    else sendPlainly(form, button);
  } finally {
    delete form.dataset.isBusy;
  }
}

// The browser sends the form and shows whatever page answers.
function sendPlainly(form, button) {
  form.dataset.isPlain = "true";
  form.requestSubmit(button);
}

// A file is attached by a form of its own: what was typed beside it is saved first.
function saveBefore(other, saver) {
  other.addEventListener("submit", (event) => {
    if (!saver.isDirty && !saver.running) return;
    stop(event);
    saver.save().then(() => (saver.isDirty ? saver.tell() : other.requestSubmit(event.submitter)));
  });
}

// Saves and takes the answer's part, and its words in fields that nobody has touched here. Any refusal ends in the
// plain way.
async function renew(button, { form, saver, bar, agreed, place }) {
  saver.isDirty = false;
  const sent = current(form);
  const answer = await fetchForm(form, form.action, button);
  const page = new DOMParser().parseFromString(answer.text, "text/html");
  const fresh = page.getElementById(form.id);
  if (!answer.status || [400, 413].includes(answer.status)) return saver.refused(answer);
  if (answer.status !== 200 || !fresh) {
    if (await saver.canLeave()) sendPlainly(form, button);
    return;
  }
  const written = current(form);
  const id = button.dataset.replaces ?? changedPart(form, fresh);
  if (id) document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id).cloneNode(true)));
  takeWords(form, fresh, sent, written);
  document.getElementById("content-version").value = fresh.querySelector("#content-version").value;
  agreed.values = stored(fresh);
  saver.trouble = "";
  bar.nothingNewer();
  bar.sayLast(page.getElementById("save-status").textContent);
  const news = page.querySelector(".fs-messages")?.textContent.trim();
  if (news) bar.sayWords(`${bar.last}. ${news}`);
  form.dispatchEvent(new CustomEvent("fairstep:saved", { bubbles: true }));
  if (button.dataset.replaces) focusAfter(document.getElementById(id), button.id);
  else if (place.name) place.goTo(place.name);
  else bar.status.focus();
}

// The Plan for Improvement may have come to more deficiencies or fewer.
function changedPart(form, fresh) {
  const names = (one) => [...stored(one).keys()].filter((name) => name.startsWith("improvement_plan:")).join();
  return names(form) === names(fresh) ? "" : "section-improvement";
}

// What was typed while the answer was on its way stands; everything else is as the answer has it.
function takeWords(form, fresh, sent, written) {
  for (const [name, value] of stored(fresh)) {
    const isTypedSince = written.has(name) && written.get(name) !== sent.get(name);
    const field = form.elements.namedItem(name);
    if (field) field.value = isTypedSince ? written.get(name) : value;
  }
}

// A new deficiency is written in at once; otherwise the focus stays at the part that has changed.
function focusAfter(part, place) {
  const rows = part.querySelectorAll(".fs-deficiency");
  const target = place === "add-deficiency" ? rows[rows.length - 1]?.querySelector("select") : null;
  const heading = part.querySelector("h2");
  heading.tabIndex = -1;
  (target ?? heading).focus({ preventScroll: !target });
}
