// Who is signed in in this browser now, as the server sees it: a page may stay open longer than its session.

// { trouble: "signedOut", "otherAccount" or "offline"; "" where it is the person who opened this page }, then
// also for how long yet. Signing in again changes the form token, so the new one is put into every form of the page.
export async function session(url = document.body.dataset.session) {
  try {
    const response = await fetch(url, { credentials: "same-origin" });
    if (response.status === 401) return { trouble: "signedOut" };
    if (!response.ok) return { trouble: "offline" };
    const { token, account, seconds_left, may_stay } = await response.json();
    if (account !== document.body.dataset.account) return { trouble: "otherAccount" };
    takeToken(token);
    return { trouble: "", seconds_left, may_stay };
  } catch {
    return { trouble: "offline" };
  }
}

function takeToken(token) {
  for (const old of document.querySelectorAll("[name=csrfmiddlewaretoken]")) old.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
}
