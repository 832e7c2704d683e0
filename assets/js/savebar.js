// The words in the bar at the foot of the rating form. Every line is a live region of its own that is written to only
// where its words change, so that nobody is told the same thing twice.
const CALM = ["saving", "unsaved"];

export class SaveBar {
  constructor(root) {
    this.status = root.getElementById("save-status");
    this.signIn = root.getElementById("sign-in-again");
    this.newer = root.getElementById("newer-words");
    this.bringIn = root.getElementById("bring-in");
    this.others = root.getElementById("also-open");
    this.last = this.status.textContent;
  }

  words(key) {
    return this.status.dataset[key];
  }

  say(key) {
    this.sayWords(this.words(key), !CALM.includes(key));
  }

  sayWords(words, isWrong = false) {
    write(this.status, words);
    this.status.classList.toggle("is-wrong", isWrong);
  }

  // When the form was last saved; without words, the same again.
  sayLast(words = this.last) {
    this.last = words;
    this.sayWords(words);
  }

  offerSignIn(isOffered) {
    this.signIn.hidden = !isOffered;
  }

  offerNewer(words) {
    write(this.newer, words);
    this.bringIn.hidden = false;
  }

  nothingNewer() {
    write(this.newer, "");
    this.bringIn.hidden = true;
  }

  alsoOpen(words) {
    if (words !== undefined) write(this.others, words);
  }
}

function write(line, words) {
  if (line.textContent !== words) line.textContent = words;
}
