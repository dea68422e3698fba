// <form data-module="draft" data-draft="who:what">: keeps what is typed on this device until it is saved. A text found again
// is offered in [data-offer], never put in by itself; leaving with changes asks first. data-unsaved: the page came back unsaved.
import { recall, remember } from "./store.js";

const PAUSE = 400, SENT = 10000; // ms
const plain = (text) => text.split(/\r?\n/).filter((line) => !line.startsWith("【版本】")).join("\n").trim();

export default function draft(form) {
  const field = form.elements.text, offer = form.querySelector("[data-offer]");
  const name = `cstrain:draft:${form.dataset.draft}`;
  const before = field.defaultValue, unsaved = "unsaved" in form.dataset;
  const isChanged = () => unsaved || plain(field.value) !== plain(before);
  const keep = () => remember(name, isChanged() ? field.value : "");
  let sending = false, waiting;

  const found = recall(name) ?? "";
  if (found && plain(found) !== plain(field.value)) offer.hidden = false;
  else if (!unsaved) remember(name, "");

  offer.addEventListener("click", (event) => {
    const taken = event.target.closest("[data-take]");
    if (!taken && !event.target.closest("[data-drop]")) return;
    offer.hidden = true;
    if (taken) field.value = found;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    if (offer.hidden) waiting = setTimeout(keep, PAUSE); // what is offered stays until it is taken, dropped or sent over
  });
  form.addEventListener("submit", () => {
    sending = true;
    clearTimeout(waiting);
    if (isChanged()) remember(name, field.value);
    setTimeout(() => (sending = false), SENT);
  });
  window.addEventListener("beforeunload", (event) => {
    if (isChanged() && !sending) event.preventDefault();
  });
}
