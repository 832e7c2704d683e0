// How many characters are left: seen at once, spoken only after a pause in typing.
const PAUSE = 1000;

function words(note, left) {
  const count = Math.abs(left).toLocaleString(document.documentElement.lang);
  return `${count} ${Math.abs(left) === 1 ? note.dataset.one : note.dataset.many}`;
}

function attach(note) {
  const control = document.getElementById(note.dataset.countFor);
  const limit = Number(control?.getAttribute("maxlength"));
  if (!control || !limit || note.dataset.isAttached) return;
  note.dataset.isAttached = "true";
  const spoken = document.createElement("span");
  spoken.className = "usa-sr-only";
  spoken.setAttribute("role", "status");
  note.after(spoken);
  let timer;
  const update = () => {
    note.textContent = words(note, limit - control.value.length);
    clearTimeout(timer);
    timer = setTimeout(() => { spoken.textContent = note.textContent; }, PAUSE);
  };
  control.addEventListener("input", update);
  note.textContent = words(note, limit - control.value.length);
}

export function announceCounts(root) {
  for (const note of root.querySelectorAll("[data-count-for]")) attach(note);
}
