// On the demo's sign-in page a button beside each person fills the form.
export function fillSignIn(root) {
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
