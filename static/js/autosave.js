// <form data-module="autosave" data-attempt="id" data-slot="18" data-seq="3" action="…">: keeps an answer on this device the
// moment it changes, posts it after a short pause, and says "saved" for the server's receipt only. Each change has the next
// number (seq): what was typed last counts, in whatever order it arrives. Failed posts are repeated under the same save_id,
// each wait about twice the last, with jitter. On a page without a question (the answer sheet)
// any element with data-attempt sends what is still kept; handing in (form[data-forget=id]) waits for it.
// Receipt (200, JSON): saved_at "10:12:07", now and ends in epoch ms, answered, words: "" or what to know. Any other answer
// below 500 is a refusal: its words are shown and nothing more is sent.
import { paint, restore, template } from "./paper.js";
import { drop, keep, kept } from "./store.js";

const PAUSE = 300, LONGEST = 30000, CLOSED = 6000; // ms; so long after the deadline the server has closed the attempt
const token = () => crypto.randomUUID?.().replaceAll("-", "").slice(0, 24) ?? String(Math.random()).slice(2, 18);

export default function autosave(form) {
  const { attempt, slot } = form.dataset;
  const client = token(); // this page as it was opened: a second tab is another one
  const sign = document.querySelector("[data-saved]");
  const queue = new Map(kept(attempt)); // slot -> {url, body, id, seq}
  let seq = Number(form.dataset.seq ?? 0);
  let waiting, sending = false, failures = 0, over = false, notice;

  function show(state, at = "") {
    const shown = template(`[data-saved-as="${state}"]`);
    if (!sign || !shown) return;
    const count = shown.querySelector('[data-slot="count"]');
    if (count) count.textContent = count.textContent.replace("{count}", queue.size);
    shown.querySelector('[data-slot="at"]')?.replaceChildren(at);
    sign.replaceChildren(shown);
  }

  function tell(selector, words) {
    notice?.remove();
    notice = selector && template(selector);
    if (!notice) return;
    if (words) notice.querySelector("[data-slot]")?.replaceChildren(words);
    document.querySelector("main").before(notice);
  }

  const count = (number) => (form.elements.seq.value = seq = number);

  function soon(wait) {
    clearTimeout(waiting);
    waiting = setTimeout(send, wait);
  }

  function take() {
    count(seq + 1);
    const body = new FormData(form);
    body.delete("csrf_token");
    body.set("client", client);
    const answer = { url: form.action, body: new URLSearchParams(body).toString(), id: token(), seq };
    queue.set(slot, answer);
    keep(attempt, slot, answer);
    show("saving");
    soon(PAUSE);
  }

  function receive(place, answer, said, sent) {
    failures = 0;
    if (queue.get(place) === answer) {
      queue.delete(place);
      drop(attempt, place);
      if (said.answered) paint(place, "a");
    }
    document.dispatchEvent(new CustomEvent("cstrain:time", { detail: { now: said.now, ends: said.ends, sent } }));
    tell(said.words ? "[data-refused]" : null, said.words);
    if (queue.size === 0) show("saved", said.saved_at);
  }

  async function post(answer) {
    const body = new URLSearchParams(answer.body);
    body.set("csrf_token", document.querySelector('[name="csrf_token"]')?.value ?? "");
    body.set("save_id", answer.id);
    return fetch(answer.url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
  }

  function later(offline) {
    failures += 1;
    for (const place of queue.keys()) paint(place, "wait");
    show(failures < 4 || offline ? "waiting" : "failed");
    if (offline) tell("[data-offline]");
    soon(Math.min(LONGEST, 1000 * 2 ** failures) * (0.5 + Math.random()));
  }

  function refuse(said) {
    over = true;
    show("failed");
    tell("[data-refused]", said.words);
  }

  async function send() {
    if (sending || over || queue.size === 0) return;
    sending = true;
    const [place, answer] = queue.entries().next().value;
    const sent = performance.now();
    show("saving");
    try {
      const reply = await post(answer);
      if (reply.status >= 500 || reply.status === 429) later(false);
      else if (reply.ok) receive(place, answer, await reply.json(), sent);
      else refuse(await reply.json().catch(() => ({})));
    } catch (error) {
      later(error instanceof TypeError);
    }
    sending = false;
    if (queue.size && failures === 0) send();
  }

  function again() {
    over = false;
    failures = 0;
    send();
  }

  if (slot) {
    if (queue.get(slot)?.seq > seq) {
      restore(form, queue.get(slot).body); // typed here and not yet received: what the server has is older
      count(queue.get(slot).seq);
    }
    form.addEventListener("input", take);
    form.addEventListener("submit", (event) => {
      if (navigator.onLine) return;
      event.preventDefault(); // the next page would not come: stay with what is typed
      tell("[data-offline]");
    });
  }
  document.querySelector(`form[data-forget="${CSS.escape(attempt)}"]`)?.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault(); // the page would be lost: stay, and say so
      tell("[data-offline]");
      return;
    }
    if (queue.size === 0 || over) return;
    event.preventDefault();
    show("waiting");
    again();
  });
  window.addEventListener("online", again);
  window.addEventListener("offline", () => tell("[data-offline]"));
  document.addEventListener("cstrain:time-up", () => setTimeout(() => navigator.onLine && location.reload(), CLOSED));
  sign?.addEventListener("click", (event) => event.target.closest("[data-retry]") && again());
  for (const place of queue.keys()) paint(place, "wait");
  send();
}
