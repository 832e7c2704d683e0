// On the demo's sign-in page a button beside each person fills the form.
export function fillSignIn(root) {
  keepFragment(root);
  for (const button of root.querySelectorAll("[data-use-email]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      document.getElementById("id_login").value = button.dataset.useEmail;
      document.getElementById("id_password").value = button.dataset.usePassword;
      const submit = document.querySelector("[data-sign-in]");
      submit.scrollIntoView({ block: "center" });
      submit.focus();
    });
  }
}

// The place in a page (#…) that somebody was on the way to stays in the browser's address and is not sent: take it along.
function keepFragment(root) {
  const next = root.querySelector("form input[name=next]");
  if (next && location.hash && !next.value.includes("#")) next.value += location.hash;
}
