// <… data-module="away" data-away="url">: how often, and for how long, the exam's page is out of sight, told to the invigilator and
// to nobody else; nothing follows from it by itself. Not on phones: there a call or a message is enough to leave the page.
const SHORT = 2; // seconds that do not count

export default function away(place) {
  if (matchMedia("(pointer: coarse)").matches) return;
  let since = null;

  function back() {
    const seconds = since === null ? 0 : Math.round((performance.now() - since) / 1000);
    since = null;
    if (seconds < SHORT) return;
    const body = new URLSearchParams({ seconds, csrf_token: document.querySelector('[name="csrf_token"]')?.value ?? "" });
    fetch(place.dataset.away, { method: "POST", body, redirect: "manual" }).catch(() => undefined);
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? (since = performance.now()) : back()));
}
