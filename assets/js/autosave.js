// Saves the rating form in the background: a pause after the last change, on leaving a field, on leaving the tab.
// Nothing that goes wrong takes a word away: it is said in the status line, and the form stays as it is. The words are
// kept by the open page alone, never in the browser's storage: desks are shared, and a draft is nobody else's to find.
import { fetchForm } from "./posting.js";
import { current } from "./agreed.js";
import { session } from "./session.js";

const PAUSE = 1500;
const SOON = 300;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;
// More than the server takes: the whole body, or the number of its fields.
const TOO_LARGE = [400, 413];
// Over when somebody is signed in again; over when they have been looked at; over with the next change.
const AWAY = ["signedOut", "otherAccount"];
const HALTED = ["stale", "refused"];

export class Autosave {
  constructor(form, agreed, bar) {
    this.form = form;
    this.agreed = agreed;
    this.bar = bar;
    this.isDirty = false;
    this.trouble = "";
    this.running = null;
    this.wait = FIRST_WAIT;
  }

  listen() {
    this.form.addEventListener("input", (event) => this.changed(event));
    this.form.addEventListener("change", (event) => this.changed(event));
    this.form.addEventListener("focusout", () => this.isDirty && !this.trouble && this.plan(SOON));
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    window.addEventListener("offline", () => this.disconnected());
    window.addEventListener("online", () => this.connected());
  }

  get isAway() {
    return AWAY.includes(this.trouble);
  }

  get isHalted() {
    return HALTED.includes(this.trouble);
  }

  changed(event) {
    if (event.target.matches("[data-no-save]")) return;
    this.isDirty = true;
    if (this.trouble === "tooLarge") this.trouble = "";
    if (!this.trouble) this.bar.say("unsaved");
    else if (this.trouble === "offline") this.bar.say("offline");
    if (!this.trouble) this.plan(PAUSE);
  }

  plan(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  // One save at a time: the next one carries the version that this one brings back.
  async save() {
    while (this.running) await this.running;
    if (!this.isDirty || this.isHalted) return;
    await this.alone(() => this.send());
  }

  // No save runs beside it with the version that it is about to raise, and what is typed meanwhile is saved after it.
  async alone(work) {
    while (this.running) await this.running;
    clearTimeout(this.timer);
    this.running = work();
    try {
      await this.running;
    } finally {
      this.running = null;
    }
    if (this.isDirty && !this.trouble) this.plan(SOON);
  }

  async send() {
    this.isDirty = false;
    if (!this.trouble) this.bar.say("saving");
    let sent = current(this.form);
    let answer = await fetchForm(this.form, this.form.dataset.autosave);
    if (!answer.data && answer.status && !TOO_LARGE.includes(answer.status)) {
      // A page instead of an answer: the session has ended, or a newer one has another form token.
      const { trouble } = await session();
      if (trouble) return this.failed(trouble);
      sent = current(this.form);
      answer = await fetchForm(this.form, this.form.dataset.autosave);
    }
    if (answer.status === 200 && answer.data) return this.saved(answer.data, sent);
    await this.refused(answer);
  }

  // Anything but a save.
  async refused({ status, data }) {
    if (!status) this.failed("offline");
    else if (TOO_LARGE.includes(status)) this.failed("tooLarge");
    else if (!data) this.failed("failed");
    else if (data.is_stale) this.failed("stale");
    else await this.turnedAway(data.message);
  }

  // The server says why in a sentence: for good, unless it only speaks to somebody else who has signed in since.
  async turnedAway(message) {
    const { trouble } = await session();
    if (trouble) return this.failed(trouble);
    this.message = message;
    this.failed("refused");
  }

  failed(trouble) {
    this.trouble = trouble;
    // What the last send took along is on the page alone: typed words, or at least what differs from the record.
    this.isDirty = this.isDirty || this.agreed.touched().length > 0;
    this.tell();
    if (["offline", "failed"].includes(trouble)) {
      this.plan(this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    }
  }

  tell() {
    if (this.trouble === "refused") this.bar.sayWords(`${this.message} ${this.bar.words("refused")}`, true);
    else this.bar.say(this.trouble === "offline" && !this.isDirty ? "offlineSaved" : this.trouble);
    this.bar.offerSignIn(this.isAway);
    if (this.trouble === "stale") this.bar.offerNewer("");
  }

  disconnected() {
    if (!this.trouble) this.failed("offline");
  }

  // Something came back from the server, or the browser says that it would.
  connected() {
    if (!["offline", "failed"].includes(this.trouble)) return;
    this.trouble = "";
    this.wait = FIRST_WAIT;
    if (this.isDirty) this.save();
    else this.bar.sayLast();
  }

  // True where the person who opened this page is signed in: the server would take it. A refusal would cost the words.
  async canLeave() {
    const { trouble } = await session();
    if (trouble) this.failed(trouble);
    else this.back();
    return !trouble;
  }

  // Signed in again: what was typed meanwhile is saved.
  async resume() {
    if (!(await this.canLeave())) return;
    if (this.isDirty) await this.save();
    else this.bar.sayLast();
  }

  back() {
    if (!this.isAway && this.trouble !== "offline") return;
    this.trouble = "";
    this.bar.offerSignIn(false);
  }

  saved(data, sent) {
    this.trouble = "";
    this.wait = FIRST_WAIT;
    document.getElementById("content-version").value = data.version;
    this.agreed.saved(sent, data.problems.map((problem) => document.getElementById(problem.id)?.name));
    this.bar.offerSignIn(false);
    this.bar.alsoOpen(data.others);
    if (data.problems.length) {
      this.bar.sayWords(`${this.bar.words("except")} ${data.problems.map((problem) => problem.message).join(" ")}`, true);
      return;
    }
    if (this.isDirty) return;
    this.bar.sayLast(data.message);
    this.form.dispatchEvent(new CustomEvent("fairstep:saved", { bubbles: true }));
  }
}
