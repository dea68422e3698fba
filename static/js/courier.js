// Carries what was typed to the server, one save at a time, until each has its receipt. After a failure it waits about twice as
// long as before, with jitter; a save that hangs is given up and sent again under the same save_id, so it counts once.
// entries: slot -> {url, body, id, seq, done}; `say` is told what becomes of them: saving, receive, later, refuse.
const PAUSE = 300, LONGEST = 30000, HANGS = 8000; // ms
const LATE = ["time_is_up", "attempt_is_closed"]; // refused, and kept by the server as evidence: the next one is sent too

export const pending = (entries) => [...entries].filter(([, answer]) => !answer.done);

export function courier(entries, say) {
  let waiting, sending = false, failures = 0, over = false;

  function post(answer, more) {
    const body = new URLSearchParams(answer.body);
    body.set("csrf_token", document.querySelector('[name="csrf_token"]')?.value ?? "");
    body.set("save_id", answer.id);
    return fetch(answer.url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", ...more });
  }

  function soon(wait = PAUSE) {
    clearTimeout(waiting);
    waiting = setTimeout(send, wait);
  }

  function later(isOffline) {
    failures += 1;
    say.later(failures, isOffline);
    soon(Math.min(LONGEST, 1000 * 2 ** failures) * (0.5 + Math.random()));
  }

  async function refuse(slot, answer, reply) {
    const told = await reply.json().catch(() => ({}));
    if (LATE.includes(told.code)) answer.done = true;
    else over = true;
    say.refuse(slot, answer, told);
  }

  async function send() {
    const [first] = pending(entries);
    if (sending || over || !first) return;
    sending = true;
    const [slot, answer] = first, sent = performance.now();
    say.saving();
    try {
      const reply = await post(answer, { signal: AbortSignal.timeout?.(HANGS) });
      if (reply.status >= 500 || reply.status === 429) later(false);
      else if (reply.ok) {
        const told = await reply.json();
        failures = 0;
        answer.done = true; // a newer one of the same slot is another entry
        say.receive(slot, answer, told, sent);
      } else await refuse(slot, answer, reply);
    } catch (error) {
      later(error instanceof TypeError || error.name === "TimeoutError");
    }
    sending = false;
    if (failures === 0) send();
  }

  function again() {
    over = false;
    failures = 0;
    send();
  }

  // The page goes: what waits is handed to the browser, which carries on without it. It stays kept until a receipt is seen.
  window.addEventListener("pagehide", () => {
    if (over || !navigator.onLine) return;
    for (const [, answer] of pending(entries)) post(answer, { keepalive: true }).catch(() => undefined);
  });
  window.addEventListener("online", again);
  return { soon, again, isOver: () => over };
}
