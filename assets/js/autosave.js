// Saves the rating form in the background: a pause after the last change, on leaving a field, on leaving the tab.
// Nothing that goes wrong takes a word away: it is said in the status line, and the form stays as it is.
import { fetchForm, freshToken } from "./posting.js";

const PAUSE = 1500;
const SOON = 300;
const AGAIN = 30000;
// More than the server takes: the whole body, or the number of its fields.
export const TOO_LARGE = [400, 413];

export class Autosave {
  constructor(form, status) {
    this.form = form;
    this.status = status;
    this.isDirty = false;
    this.isHalted = false;
    this.isInTrouble = false;
    this.isTooLarge = false;
    this.running = null;
  }

  listen() {
    this.form.addEventListener("input", (event) => this.changed(event, PAUSE));
    this.form.addEventListener("change", (event) => this.changed(event, PAUSE));
    this.form.addEventListener("focusout", () => this.isDirty && this.plan(SOON));
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    window.addEventListener("online", () => this.save());
  }

  changed(event, pause) {
    if (event.target.matches("[data-no-save]")) return;
    this.isDirty = true;
    if (!this.isHalted) this.say("unsaved");
    this.plan(pause);
  }

  plan(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  say(key, more = "") {
    this.status.textContent = [this.status.dataset[key] ?? key, more].join(" ").trim();
    this.status.classList.toggle("is-wrong", !["saving", "unsaved"].includes(key) && key in this.status.dataset);
  }

  // One save at a time: the next one carries the version that this one brings back.
  async save() {
    while (this.running) await this.running;
    if (!this.isDirty || this.isHalted) return;
    clearTimeout(this.timer);
    this.running = this.send();
    await this.running;
    this.running = null;
  }

  // Something else that saves the form: no autosave runs beside it with the version that it is about to raise, and
  // what is typed meanwhile is saved after it.
  async alone(work) {
    while (this.running) await this.running;
    clearTimeout(this.timer);
    this.isDirty = false;
    this.running = work();
    await this.running;
    this.running = null;
    if (this.isDirty) this.plan(SOON);
  }

  async send() {
    this.isDirty = false;
    this.say("saving");
    const answer = await fetchForm(this.form, this.form.dataset.autosave);
    this.isInTrouble = !answer.data;
    this.isTooLarge = false;
    if (answer.data && answer.status === 200) return this.saved(answer.data);
    this.isDirty = true;
    if (!answer.status) {
      this.say("offline");
      this.plan(AGAIN);
    } else if (answer.data?.is_stale) {
      this.isHalted = true;
      this.say("stale");
    } else if (answer.data) {
      this.isHalted = true;
      this.say(answer.data.message);
      this.status.classList.add("is-wrong");
    } else if (TOO_LARGE.includes(answer.status)) {
      this.sizeRefused();
    } else {
      await this.refused(answer);
    }
  }

  // Sending it again would end the same way: the next change tries again.
  sizeRefused() {
    this.isDirty = this.isInTrouble = this.isTooLarge = true;
    this.say("tooLarge");
  }

  // A page instead of an answer: the session has ended, or a newer one has another form token.
  async refused(answer) {
    const token = await freshToken(this.form);
    this.say(answer.status >= 500 || token === "new" ? "failed" : "signedOut");
    this.plan(AGAIN);
  }

  // Before the form is sent the plain way after trouble: true where the server would take it. A refusal would cost
  // the words on the page.
  async canLeave() {
    if (this.isTooLarge) await this.save();
    if (this.isTooLarge) return false;
    const token = await freshToken(this.form);
    if (token !== "new") this.say(token === "offline" ? "offline" : "signedOut");
    return token === "new";
  }

  saved(data) {
    document.getElementById("content-version").value = data.version;
    if (data.problems.length) {
      this.say("except", data.problems.map((problem) => problem.message).join(" "));
      return;
    }
    if (this.isDirty) return;
    this.say(data.message);
    this.form.dispatchEvent(new CustomEvent("fairstep:saved", { bubbles: true }));
  }
}
