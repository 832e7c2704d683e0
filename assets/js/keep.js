// Forms with data-keep (the address that says who is signed in) are sent only while the person who opened the page is:
// a sign-in page instead of an answer would cost the words on this page, and somebody else's are not theirs to send.
import { session } from "./session.js";

export function keepWords(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.keep) return;
    if (form.dataset.isKept) {
      delete form.dataset.isKept;
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (form.dataset.isAsking) return;
    form.dataset.isAsking = "true";
    sendIfSignedIn(form, event.submitter);
  }, true);
}

async function sendIfSignedIn(form, submitter) {
  const words = form.querySelector("[data-keep-words]");
  const { trouble } = await session(form.dataset.keep);
  delete form.dataset.isAsking;
  words.textContent = trouble ? words.dataset[trouble] : "";
  if (trouble) return;
  form.dataset.isKept = "true";
  form.requestSubmit(submitter);
}
