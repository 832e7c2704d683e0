// Everything here makes a page that already works a little kinder. Each module finds its own
// elements by data attributes, and again after htmx has put a new part into the page.
import { announceCounts } from "./counts.js";
import { askKeys } from "./passkey.js";
import { copyTexts } from "./copy.js";
import { keepWords } from "./keep.js";
import { openDialogs } from "./dialogs.js";
import { focusErrors } from "./errors.js";
import { fillSignIn } from "./signin.js";
import { guardChanges } from "./changes.js";
import { ratingForm } from "./ratingform.js";
import { sendOnce } from "./once.js";
import { toggleMenu } from "./menu.js";
import { warnBeforeEnd } from "./idle.js";

toggleMenu(document);
focusErrors(document);
keepWords(document);
sendOnce(document);
ratingForm(document);
guardChanges(document);
fillSignIn(document);
openDialogs(document);
announceCounts(document);
askKeys(document);
warnBeforeEnd(document);
copyTexts(document);

document.addEventListener("htmx:load", (event) => {
  announceCounts(event.target);
});
