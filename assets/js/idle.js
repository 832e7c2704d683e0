// A sign-in ends when nobody has done anything for a while; this warns before, in every window of the person.
//
// The server alone counts. A window asks it when its own time to warn has come: somebody may have been at work in
// another window meanwhile. Asking keeps nobody signed in; typing does, here at the latest when a minute has passed, and
// so does the button of the warning.
import { session } from "./session.js";

const MINUTE = 60000;
const SOON = 15000;

export function warnBeforeEnd(root) {
  const dialog = root.querySelector("dialog[data-idle]");
  if (dialog) new Warning(dialog).start();
}

class Warning {
  constructor(dialog) {
    this.dialog = dialog;
    this.warnAt = Number(dialog.dataset.warnSeconds) * 1000;
    this.words = dialog.querySelector("[data-idle-words]");
    this.reportedAt = Date.now();
  }

  start() {
    for (const kind of ["input", "keydown", "pointerdown"]) {
      document.addEventListener(kind, (event) => this.isOpen || this.worked(event), { passive: true });
    }
    this.dialog.querySelector("[data-idle-stay]").addEventListener("click", () => this.stay());
    // Escape means that somebody is there.
    this.dialog.addEventListener("cancel", () => this.isOver || this.stay());
    // A computer that slept, or a window that was long behind others, has missed its time.
    document.addEventListener("visibilitychange", () => document.hidden || this.look());
    window.addEventListener("focus", () => this.look());
    this.heard({ seconds_left: Number(this.dialog.dataset.secondsLeft), may_stay: true });
  }

  get isOpen() {
    return this.dialog.open;
  }

  // Whoever types or points is there. A form that saves itself says so by its saving; this says it for all the others.
  worked(event) {
    if (!event.isTrusted || Date.now() - this.reportedAt < MINUTE) return;
    this.report();
  }

  async report() {
    this.reportedAt = Date.now();
    const answer = await this.post();
    if (answer) this.heard(answer);
  }

  async stay() {
    const answer = await this.post();
    if (answer) this.heard(answer);
    else await this.look();
  }

  async post() {
    const { trouble } = await session();
    if (trouble) return null;
    const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers"));
    try {
      const response = await fetch(this.dialog.dataset.idle, {
        method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin",
      });
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }

  async look() {
    const answer = await session();
    if (answer.trouble === "") this.heard(answer);
    else if (answer.trouble !== "offline") this.over(answer.trouble);
    else this.plan(SOON);
  }

  heard({ seconds_left: seconds, may_stay: mayStay }) {
    const left = seconds * 1000;
    this.isOver = this.wasClosed = false;
    if (left > this.warnAt) {
      if (this.isOpen) this.dialog.close();
      this.plan(left - this.warnAt);
      return;
    }
    this.say(Math.max(1, Math.ceil(left / MINUTE)), mayStay);
    this.plan(Math.min(SOON, left + 1000));
  }

  say(minutes, mayStay) {
    const { one, many, last } = this.words.dataset;
    const words = (minutes === 1 ? one : many.replace("{minutes}", minutes)) + (mayStay ? "" : ` ${last}`);
    if (this.words.textContent !== words) this.words.textContent = words;
    this.show(mayStay, false);
  }

  // It is over. What stands in the page stays there; signing in again in another window brings it back to life.
  over(trouble) {
    this.isOver = true;
    this.words.textContent = this.words.dataset[trouble];
    this.show(false, true);
    this.plan(SOON);
  }

  show(mayStay, isOver) {
    this.dialog.querySelector("[data-idle-stay]").hidden = !mayStay;
    this.dialog.querySelector("[data-idle-again]").hidden = !isOver;
    this.dialog.querySelector("[data-idle-close]").hidden = mayStay;
    if (this.isOpen || (isOver && this.wasClosed)) return;
    this.wasClosed = isOver;
    this.dialog.showModal();
  }

  plan(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), pause);
  }
}
