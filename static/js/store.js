// What this device remembers of practice. Answers that have not reached the server lie under "cstrain:<box>:<slot>" until their
// receipt; those of an exam lie in vault.js. Where storage is forbidden or full nothing is kept, and the page goes on without.
import { forget } from "./vault.js";

const PREFIX = "cstrain:";
const FLAG = "cstrain-forget";

function attempt(deed, otherwise) {
  try {
    return deed();
  } catch {
    return otherwise;
  }
}

export const recall = (name) => attempt(() => localStorage.getItem(name), null);
export const remember = (name, value) => attempt(() => localStorage.setItem(name, value));
export const keep = (exam, slot, answer) => remember(`${PREFIX}${exam}:${slot}`, JSON.stringify(answer));
export const drop = (exam, slot) => attempt(() => localStorage.removeItem(`${PREFIX}${exam}:${slot}`));

function keysOf(exam) {
  const start = exam === "all" ? PREFIX : `${PREFIX}${exam}:`;
  return Object.keys(localStorage).filter((key) => key.startsWith(start));
}

export function kept(exam) {
  const slot = (key) => key.slice(PREFIX.length + exam.length + 1);
  return attempt(() => keysOf(exam).map((key) => [slot(key), JSON.parse(localStorage.getItem(key))]), []);
}

// <form data-forget="attempt id"> (handing in) or data-forget="all" (signing out): what is kept goes once the deed is done:
// when the next page no longer offers it.
export function rememberToForget(form) {
  if (form.dataset.forget) attempt(() => sessionStorage.setItem(FLAG, form.dataset.forget));
}

export function forgetWhatIsOver() {
  attempt(() => {
    const over = sessionStorage.getItem(FLAG);
    if (!over) return;
    sessionStorage.removeItem(FLAG);
    if (document.querySelector(`[data-forget="${CSS.escape(over)}"]`)) return;
    for (const key of keysOf(over)) localStorage.removeItem(key);
    forget(over);
  });
}
