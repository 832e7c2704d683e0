// The rating form: autosave, and buttons that put a fresh part of the page in place of the old one.
import { Autosave, TOO_LARGE } from "./autosave.js";
import { fetchForm } from "./posting.js";

const SPACE = 16;

export function ratingForm(root) {
  const form = root.querySelector("form[data-autosave]");
  if (!form) return;
  const saver = new Autosave(form, root.getElementById("save-status"));
  saver.listen();
  keepPanelStill(root);
  keepInSight(root);
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (saver.running) {
      stop(event);
      saver.running.then(() => form.requestSubmit(button));
    } else if (saver.isInTrouble) {
      stop(event);
      sendAfterTrouble(form, button, saver);
    } else if (button?.dataset.replaces && !form.dataset.isPlain) {
      stop(event);
      saver.alone(() => replacePart(form, button, saver));
    }
  });
  for (const other of root.querySelectorAll("form[data-after-save]")) saveBefore(other, saver);
}

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

async function sendAfterTrouble(form, button, saver) {
  if (!(await saver.canLeave())) return;
  saver.isInTrouble = false;
  form.requestSubmit(button);
}

// A file is attached by a form of its own: what was typed beside it is saved first.
function saveBefore(other, saver) {
  other.addEventListener("submit", (event) => {
    if (!saver.isDirty && !saver.running) return;
    if (saver.isHalted) return;
    stop(event);
    saver.save().then(() => {
      if (!saver.isDirty) other.requestSubmit(event.submitter);
    });
  });
}

// Any refusal ends in the plain way: the browser sends the form and shows whatever page answers.
async function replacePart(form, button, saver) {
  const id = button.dataset.replaces;
  const answer = await fetchForm(form, form.action, button);
  const page = new DOMParser().parseFromString(answer.text, "text/html");
  const fresh = page.getElementById(id);
  if (!answer.status) {
    saver.isDirty = saver.isInTrouble = true;
    saver.say("offline");
    return;
  }
  if (TOO_LARGE.includes(answer.status)) {
    saver.sizeRefused();
    return;
  }
  if (answer.status !== 200 || !fresh) {
    form.dataset.isPlain = "true";
    form.requestSubmit(button);
    return;
  }
  const place = button.id;
  document.getElementById(id).replaceWith(document.adoptNode(fresh));
  document.getElementById("content-version").value = page.getElementById("content-version").value;
  saver.say(page.getElementById("save-status").textContent);
  form.dispatchEvent(new CustomEvent("fairstep:saved", { bubbles: true }));
  focusAfter(document.getElementById(id), place);
}

// A new deficiency is written in at once; otherwise the focus stays at the part that has changed.
function focusAfter(part, place) {
  const rows = part.querySelectorAll(".fs-deficiency");
  const target = place === "add-deficiency" ? rows[rows.length - 1]?.querySelector("select") : null;
  const heading = part.querySelector("h2");
  heading.tabIndex = -1;
  (target ?? heading).focus({ preventScroll: !target });
}

// The browser scrolls a field into the window, of which the bar covers the foot: by keyboard it goes on above the bar.
function keepInSight(root) {
  const bar = root.querySelector(".fs-savebar");
  root.addEventListener("keyup", (event) => {
    const field = root.activeElement;
    if (event.key !== "Tab" || !field || bar.contains(field)) return;
    const { top, bottom } = field.getBoundingClientRect();
    const covered = bottom + SPACE - bar.getBoundingClientRect().top;
    if (covered > 0) window.scrollBy({ top: Math.min(covered, top - SPACE), behavior: "instant" });
  });
}

// Whoever reads the panel by keyboard does not lose the place when it is brought up to date: that waits.
function keepPanelStill(root) {
  const panel = root.getElementById("panel");
  let isLate = false;
  panel.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== panel || !panel.contains(document.activeElement)) return;
    event.detail.shouldSwap = false;
    isLate = true;
  });
  panel.addEventListener("focusout", (event) => {
    if (!isLate || panel.contains(event.relatedTarget)) return;
    isLate = false;
    document.getElementById("rating-form").dispatchEvent(new CustomEvent("fairstep:refresh", { bubbles: true }));
  });
}
