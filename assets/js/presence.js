// Tells the server that this form is open, and the person who else has it open and whether newer words were saved
// there. Nothing on the page changes by itself.
import { post } from "./posting.js";

const OFTEN = 15000;
// In the background, where the browser holds timers back anyway; the server forgets a form after 90 seconds.
const SELDOM = 55000;

export class Presence {
  constructor(form, saver, bar, place) {
    Object.assign(this, { form, saver, bar, place, last: 0 });
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    this.tab = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    form.addEventListener("formdata", ({ formData }) => formData.append("tab", this.tab));
  }

  listen() {
    setInterval(() => this.isTime() && this.beat(), OFTEN);
    document.addEventListener("visibilitychange", () => document.hidden || this.beat());
    window.addEventListener("focus", () => this.saver.isAway && this.beat());
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("pageshow", (event) => event.persisted && this.beat());
    this.beat();
  }

  isTime() {
    return !document.hidden || Date.now() - this.last >= SELDOM;
  }

  // A save says the same, so none is sent beside one.
  async beat() {
    if (this.saver.running || this.saver.trouble === "refused") return;
    this.last = Date.now();
    if (this.saver.isAway) return this.saver.resume();
    const answer = await post(this.form.dataset.presence, this.body());
    if (answer.status === 200 && answer.data) return this.heard(answer.data);
    if (!answer.status) this.saver.disconnected();
    else if (answer.data) await this.saver.turnedAway(answer.data.message);
    else await this.saver.resume();
  }

  body(more = {}) {
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "account"]) body.append(name, this.form.elements.namedItem(name).value);
    for (const [name, value] of Object.entries({ tab: this.tab, field: this.place.name, ...more })) body.append(name, value);
    return body;
  }

  heard(data) {
    this.saver.connected();
    this.bar.alsoOpen(data.others);
    // The version that a save under way is about to bring is no news.
    if (this.saver.running || this.saver.trouble) return;
    if (data.version > Number(document.getElementById("content-version").value)) this.bar.offerNewer(data.newer);
    else this.bar.nothingNewer();
  }

  leave() {
    navigator.sendBeacon(this.form.dataset.presence, this.body({ left: "1" }));
  }
}
