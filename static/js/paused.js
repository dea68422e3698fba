// <section data-module="paused" data-pulse="url">: looks every few seconds whether the attempt goes on, and then loads the page anew.
const EVERY = 5000; // ms

export default function paused(place) {
  async function look() {
    try {
      const reply = await fetch(place.dataset.pulse, { headers: { Accept: "application/json" }, redirect: "manual" });
      if (reply.ok && (await reply.json()).state !== "paused") return location.reload();
    } catch { /* the next look may get through */ }
    setTimeout(look, EVERY * (0.8 + 0.4 * Math.random()));
  }

  setTimeout(look, EVERY * Math.random());
}
