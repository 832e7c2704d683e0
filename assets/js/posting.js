// Posting a form without leaving the page.

// { status, data (where the answer is JSON), text }; a status of 0 means that nothing came back.
export async function fetchForm(form, url, submitter) {
  const body = new FormData(form);
  if (submitter?.name) body.append(submitter.name, submitter.value);
  try {
    const response = await fetch(url, { method: "POST", body, credentials: "same-origin" });
    const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
    const text = await response.text();
    return { status: response.status, data: isJson ? JSON.parse(text) : null, text };
  } catch {
    return { status: 0, data: null, text: "" };
  }
}

// After signing in again in another tab the form's token is old: take the new one from the same page.
// "new" where that worked, "none" where somebody else's page answers (sign-in), "offline" where nothing does.
export async function freshToken(form) {
  try {
    const response = await fetch(form.action, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector(`#${form.id} [name=csrfmiddlewaretoken]`);
    if (!fresh) return "none";
    for (const old of document.querySelectorAll("[name=csrfmiddlewaretoken]")) old.value = fresh.value;
    return "new";
  } catch {
    return "offline";
  }
}
