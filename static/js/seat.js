// One page answers at a time, the one opened last. Tabs of one browser tell each other; another device is told by the server:
// in the receipt of a save, or at a look (data-pulse: JSON {now, ends, moved, state}) every half minute and whenever the
// page comes into sight. `events`: moved(), told(pulse, sent).
const EVERY = 30000; // ms

export function sit(place, events) {
  const { attempt, pulse } = place.dataset;
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel(`cstrain-exam-${attempt}`) : null;
  const mine = { opened: Date.now(), luck: Math.random() };
  tabs?.addEventListener("message", ({ data }) => {
    if (data.opened > mine.opened || (data.opened === mine.opened && data.luck > mine.luck)) events.moved();
    else tabs.postMessage(mine); // a tab that was put to sleep speaks late
  });
  tabs?.postMessage(mine);

  async function look() {
    if (!navigator.onLine) return;
    const sent = performance.now();
    try {
      const reply = await fetch(pulse, { headers: { Accept: "application/json" }, redirect: "manual" });
      if (reply.ok) events.told(await reply.json(), sent);
    } catch { /* the courier says when the network is gone */ }
  }

  function round() {
    if (!document.hidden) look();
    setTimeout(round, EVERY * (0.8 + 0.4 * Math.random()));
  }

  if (!pulse) return;
  document.addEventListener("visibilitychange", () => document.hidden || look());
  document.addEventListener("cstrain:look", look);
  setTimeout(round, EVERY * Math.random());
}
