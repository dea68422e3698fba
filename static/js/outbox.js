// <div data-module="outbox" data-who="person" data-ahead="url">: a card's answer is kept on this device until the server's
// receipt. Online the page goes on to the explanation. Offline the next cards, fetched beforehand (data-ahead: a part with
// [data-card] pieces), are asked one after the other, and everything is sent once the network is back. A page without a
// card sends what is still kept. An answer sent late says so (away): its time says nothing about speed.
import { template } from "./paper.js";
import { drop, keep, kept } from "./store.js";

const LONGEST = 30000; // ms

export default function outbox(place) {
  const box = `drill-${place.dataset.who}`;
  const sign = document.querySelector("[data-saved]");
  const queue = new Map(kept(box)); // the card's token -> {url, body}
  let ahead = [], waiting, sending = false, failures = 0, notice, apart = false; // apart: going on without the network

  function show(state) {
    const shown = template(`[data-saved-as="${state}"]`);
    if (!sign || !shown) return;
    const count = shown.querySelector('[data-slot="count"]');
    if (count) count.textContent = count.textContent.replace("{count}", queue.size);
    sign.replaceChildren(shown);
  }

  function tell(selector) {
    notice?.remove();
    notice = selector && template(selector);
    if (notice) place.before(notice);
  }

  function isFilled(form) {
    return [...form.elements].some((input) => /^a\d?(-|$)/.test(input.name) &&
      (/radio|checkbox/.test(input.type) ? input.checked : input.value.trim() !== ""));
  }

  function take(event) {
    const form = event.target;
    if (!form.elements.card || (!isFilled(form) && navigator.onLine)) return; // the server says what is missing
    event.preventDefault();
    if (!isFilled(form)) return tell("[data-offline]");
    const body = new URLSearchParams(new FormData(form));
    body.delete("csrf_token");
    if (event.submitter?.name) body.set(event.submitter.name, event.submitter.value);
    const answer = { url: form.action, body: body.toString() };
    queue.set(body.get("card"), answer);
    keep(box, body.get("card"), answer);
    form.inert = true;
    show("saving");
    if (apart) goOn();
    send();
  }

  function goOn() {
    const card = ahead.shift();
    tell(card ? "[data-offline]" : "[data-no-more]");
    place.replaceChildren(...(card ? [card] : []));
    document.querySelector(".bar")?.toggleAttribute("hidden", !card);
    if (!card) return;
    card.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true })); // its modules begin, its clock too
    document.querySelector("h1").textContent = card.dataset.card;
    for (const button of document.querySelectorAll(".bar [form]")) button.setAttribute("form", card.querySelector("form").id);
  }

  function later() {
    failures += 1;
    for (const [name, answer] of queue) {
      const body = new URLSearchParams(answer.body);
      body.set("away", "1");
      answer.body = body.toString();
      keep(box, name, answer);
    }
    show("waiting");
    if (!apart && place.querySelector("form")) {
      apart = true;
      goOn();
    }
    clearTimeout(waiting);
    waiting = setTimeout(send, Math.min(LONGEST, 1000 * 2 ** failures) * (0.5 + Math.random()));
  }

  function received(name, said) {
    failures = 0;
    queue.delete(name);
    drop(box, name);
    if (queue.size) return;
    show("saved");
    if (!place.querySelector("form") || !apart) {
      if (said.next && place.dataset.ahead) location.assign(said.next);
      return;
    }
    tell("[data-online]"); // a card is on the table: it stays
    apart = false;
    look();
  }

  async function send() {
    if (sending || queue.size === 0) return;
    sending = true;
    const [name, answer] = queue.entries().next().value;
    try {
      const body = new URLSearchParams(answer.body);
      body.set("csrf_token", document.querySelector('[name="csrf_token"]')?.value ?? "");
      const reply = await fetch(answer.url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
      if (reply.ok) received(name, await reply.json());
      else if (reply.status === 409 || reply.status === 404) received(name, { next: location.href }); // answered before, or gone
      else if (reply.status >= 500 || reply.status === 429) later();
      else show("failed");
      if (!reply.ok && reply.status < 500 && queue.has(name)) failures = -1;
    } catch {
      later();
    }
    sending = false;
    if (queue.size && failures === 0) send();
  }

  async function look() {
    if (!place.dataset.ahead) return;
    try {
      const reply = await fetch(place.dataset.ahead, { headers: { "HX-Request": "true" } });
      if (!reply.ok) return;
      const held = document.createElement("template");
      held.innerHTML = await reply.text();
      const now = place.querySelector("[data-card]")?.dataset.card;
      ahead = [...held.content.querySelectorAll("[data-card]")].filter((card) => card.dataset.card !== now);
    } catch { /* without them one waits for the network */ }
  }

  const again = () => {
    failures = 0;
    send();
  };
  document.addEventListener("submit", take);
  window.addEventListener("online", again);
  sign?.addEventListener("click", (event) => event.target.closest("[data-retry]") && again());
  look();
  send();
}
