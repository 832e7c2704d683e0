// Forms with data-keep (the address that says who is signed in) are sent only while somebody is: a sign-in page
// instead of an answer would cost the words on this page. Signing in changes the form's token, so the new one is taken.
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
  const { trouble, token } = await session(form.dataset.keep);
  delete form.dataset.isAsking;
  words.textContent = trouble ? words.dataset[trouble] : "";
  if (trouble) return;
  for (const old of document.querySelectorAll("[name=csrfmiddlewaretoken]")) old.value = token;
  form.dataset.isKept = "true";
  form.requestSubmit(submitter);
}

async function session(url) {
  try {
    const response = await fetch(url, { credentials: "same-origin" });
    if (response.status === 401) return { trouble: "signedOut" };
    return response.ok ? { token: (await response.json()).token } : { trouble: "offline" };
  } catch {
    return { trouble: "offline" };
  }
}
