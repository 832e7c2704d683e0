// Posting a form without leaving the page.

// A server that takes the words and never answers must not hold the form for ever.
const LONGEST = 30000;

// { status, data (where the answer is JSON), text }; a status of 0 means that nothing came back.
export async function fetchForm(form, url, submitter) {
  const body = new FormData(form);
  if (submitter?.name) body.append(submitter.name, submitter.value);
  return post(url, body);
}

export async function post(url, body) {
  try {
    const signal = AbortSignal.timeout(LONGEST);
    const response = await fetch(url, { method: "POST", body, credentials: "same-origin", signal });
    const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
    const text = await response.text();
    return { status: response.status, data: isJson ? JSON.parse(text) : null, text };
  } catch {
    return { status: 0, data: null, text: "" };
  }
}
