// Forms with data-key ask a security key ("create" or "get") for their answer, and are then sent as they are. What the
// key is asked for stands in the page; what it answers goes into the form's hidden field.

export function askKeys(root) {
  for (const form of root.querySelectorAll("form[data-key]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.hasAnswer) return;
      event.preventDefault();
      event.stopPropagation();
      ask(form);
    });
  }
}

async function ask(form) {
  const words = form.querySelector("[data-key-words]");
  if (!window.PublicKeyCredential) {
    words.textContent = words.dataset.missing;
    return;
  }
  if (form.dataset.isAsking) return;
  form.dataset.isAsking = "true";
  words.textContent = "";
  try {
    const options = read(JSON.parse(document.getElementById("key-options").textContent));
    const credential = await navigator.credentials[form.dataset.key](options);
    form.elements.namedItem("credential").value = JSON.stringify(written(credential));
    form.dataset.hasAnswer = "true";
    form.requestSubmit();
  } catch (error) {
    words.textContent = error.name === "InvalidStateError" ? words.dataset.known : words.dataset.refused;
  } finally {
    delete form.dataset.isAsking;
  }
}

// The options as the browser wants them: bytes where the page has base64url.
function read(told) {
  const asked = (told.creation_options ?? told.request_options).publicKey;
  const publicKey = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) publicKey.user = { ...asked.user, id: bytes(asked.user.id) };
  for (const name of ["excludeCredentials", "allowCredentials"]) {
    if (asked[name]) publicKey[name] = asked[name].map((known) => ({ ...known, id: bytes(known.id) }));
  }
  return { publicKey };
}

// The answer as the server reads it.
function written(credential) {
  const { response } = credential;
  const parts = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = text(response[name]);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: parts,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function bytes(base64url) {
  const plain = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
