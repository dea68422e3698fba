// <form data-module="autosave" data-attempt="id" data-slot="18" data-has="3" data-seq="1000000" data-key="…" action="…">: keeps an
// answer on this device the moment it changes (vault.js), sends it after a short pause (courier.js), and says "saved" for the
// server's receipt only. Each change has the next number (seq, from data-seq on): what was typed last counts, in whatever
// order it arrives; data-has is the number of the answer the page came with. Without a question (the answer sheet) any element with
// data-attempt sends what is still kept; handing in (form[data-forget=id]) waits for it. One page answers at a time (seat.js).
// Receipt (200, JSON): saved_at "10:12:07", now and ends in epoch ms, answered, words: "" or what to know, moved.
import { ahead } from "./ahead.js";
import { courier, pending } from "./courier.js";
import { paint, restore, template } from "./paper.js";
import { sit } from "./seat.js";
import { vault } from "./vault.js";

const CLOSED = 6000; // ms; so long after the deadline the server has closed the attempt
const token = () => crypto.randomUUID?.().replaceAll("-", "").slice(0, 24) ?? String(Math.random()).slice(2, 18);

export default function autosave(place) {
  const { attempt } = place.dataset;
  const client = token(); // this page as it was opened: a second tab is another one
  const sign = document.querySelector("[data-saved]");
  const entries = new Map(); // slot -> the last that was typed there: {url, body, id, seq, done, passed}
  const box = vault(attempt, place.dataset.key);
  const paper = ahead(place, box);
  let form = place.dataset.slot ? place : null;
  let seq = 0, notice, isAway = false, waitsSince = "", isMoved = false;

  const slot = () => form.dataset.slot;
  const clock = () => new Date().toLocaleTimeString("zh-CN", { hour12: false });

  function show(state, at = "") {
    const shown = template(`[data-saved-as="${state}"]`);
    if (!sign || !shown) return;
    const count = shown.querySelector('[data-slot="count"]');
    if (count) count.textContent = count.textContent.replace("{count}", pending(entries).length).replace("{at}", waitsSince);
    shown.querySelector('[data-slot="at"]')?.replaceChildren(at);
    sign.replaceChildren(shown);
  }

  function tell(selector, words) {
    if (isMoved && selector !== "[data-moved]") return;
    notice?.remove();
    notice = selector && template(selector);
    if (!notice) return;
    if (words) notice.querySelector("[data-slot]")?.replaceChildren(words);
    document.querySelector("main").before(notice);
  }

  const count = (number) => (form.elements.seq.value = seq = number);
  const keep = (where, answer) => box.put(where, answer);

  function take() {
    count(seq + 1);
    const body = new FormData(form);
    body.delete("csrf_token");
    body.set("client", client);
    const answer = { url: form.action, body: new URLSearchParams(body).toString(), id: token(), seq };
    entries.set(slot(), answer);
    keep(slot(), answer);
    show("saving");
    post.soon();
  }

  function receive(where, answer, said, sent) {
    waitsSince = "";
    document.dispatchEvent(new CustomEvent("cstrain:time", { detail: { now: said.now, ends: said.ends, sent } }));
    if (said.moved) moved();
    answer.passed = Boolean(said.words); // another page's counts: this one is offered where it was typed
    keep(where, answer);
    if (answer.passed) offer(where, said.words);
    else tell(null);
    if (entries.get(where) === answer && said.answered) paint(where, "a");
    if (pending(entries).length === 0) show("saved", said.saved_at);
  }

  function later(failures, isOffline) {
    waitsSince ||= clock();
    isAway = isOffline;
    for (const [where] of pending(entries)) paint(where, "wait");
    show(failures < 4 || isOffline ? "waiting" : "failed");
    if (isOffline) tell("[data-offline]");
  }

  function refuse(where, answer, said) {
    keep(where, answer);
    show("failed");
    tell("[data-refused]", said.words);
  }

  function offer(where, words) {
    tell("[data-older]", words);
    const use = notice?.querySelector("[data-use]");
    if (use) use.hidden = !form || where !== slot() || isMoved;
  }

  function lock() {
    for (const part of form.querySelectorAll("fieldset, button")) part.disabled = true;
  }

  function moved() {
    if (isMoved) return;
    isMoved = true;
    if (form) lock();
    tell("[data-moved]");
  }

  function told(pulse, sent) {
    if (isAway) post.again();
    document.dispatchEvent(new CustomEvent("cstrain:time", { detail: { now: pulse.now, ends: pulse.ends, sent } }));
    if (pulse.moved) moved();
    if (pulse.state !== place.dataset.state && pending(entries).length === 0) location.reload();
  }

  async function found() {
    for (const name of (await box.names()) ?? []) {
      const answer = /^\d+$/.test(name) && !entries.has(name) ? await box.get(name) : null;
      if (answer && !entries.has(name)) entries.set(name, answer);
      if (answer && !answer.done) paint(name, "wait");
    }
    if (form) settle();
    post.again();
    if (place.dataset.key && !(await box.isKept())) tell("[data-loose]");
  }

  // What was typed here and is newer than what the form came with stands in it again.
  function settle() {
    const answer = entries.get(slot());
    seq = Math.max(seq, Number(form.dataset.seq ?? 0));
    if (answer?.passed) offer(slot());
    else if (answer && answer.seq > Number(form.dataset.has ?? 0)) {
      restore(form, answer.body);
      count(Math.max(seq, answer.seq));
    }
  }

  async function goTo(where) {
    const next = await paper.question(String(where));
    if (!next) return tell("[data-offline]");
    form.replaceWith(next);
    form = next;
    listen();
    seq = 0;
    settle();
    history.replaceState(null, "", form.action);
    document.title = form.dataset.title;
    for (const cell of document.querySelectorAll("[data-cell]")) {
      if (cell.dataset.cell === slot()) cell.setAttribute("aria-current", "true");
      else cell.removeAttribute("aria-current");
    }
    document.querySelector(".bar [value=back]")?.toggleAttribute("hidden", slot() === "1");
    form.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true })); // its modules begin
    tell("[data-offline]");
    scrollTo(0, 0);
  }

  function submit(event) {
    if (isMoved) {
      event.preventDefault();
      notice?.scrollIntoView();
    } else if (!navigator.onLine || isAway) {
      event.preventDefault(); // the next page would not come: go on with what is here
      const step = { back: -1, next: 1 }[event.submitter?.value];
      if (step) goTo(Number(slot()) + step);
      else tell("[data-offline]");
      post.again();
    }
  }

  function listen() {
    if (isMoved) lock();
    form.addEventListener("input", take);
    form.addEventListener("submit", submit);
  }

  const post = courier(entries, { saving: () => isAway || show("saving"), receive: (...all) => {
    isAway = false;
    receive(...all);
  }, later, refuse });

  if (form) {
    count(Number(form.dataset.seq ?? 0));
    listen();
  }
  document.querySelector(`form[data-forget="${CSS.escape(attempt)}"]`)?.addEventListener("submit", (event) => {
    if (navigator.onLine && (pending(entries).length === 0 || post.isOver())) return;
    event.preventDefault(); // the page would be lost: stay, and say so
    show("waiting");
    if (!navigator.onLine) tell("[data-offline]");
    else post.again();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-retry]")) post.again();
    else if (event.target.closest("[data-take-seat]")) location.reload();
    else if (event.target.closest("[data-use]")) {
      restore(form, entries.get(slot()).body);
      tell(null);
      take();
    }
    const cell = event.target.closest("[data-cell]");
    if (!cell || !form || (navigator.onLine && !isAway)) return;
    event.preventDefault();
    goTo(cell.dataset.cell);
  });
  window.addEventListener("offline", () => tell("[data-offline]"));
  document.addEventListener("cstrain:time-up", () => setTimeout(() => navigator.onLine && location.reload(), CLOSED));
  sit(place, { moved, told });
  found();
}
