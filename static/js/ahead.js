// While the network is gone one goes on through the paper: its questions were fetched once (data-ahead), some seconds after
// the start so that not everybody asks at once, and lie in the vault, sealed like the answers.
const NAME = "paper", SOON = 2000, SPREAD = 13000; // ms

function piece(text) {
  const held = document.createElement("template");
  held.innerHTML = text;
  return held.content.firstElementChild;
}

export function ahead(place, box) {
  const { ahead: url } = place.dataset;

  async function fetchOnce() {
    if (!(await box.isKept()) || !navigator.onLine || (await box.get(NAME))) return;
    try {
      const reply = await fetch(url, { headers: { "HX-Request": "true" }, redirect: "manual" });
      if (reply.ok) box.put(NAME, JSON.parse(piece(await reply.text()).textContent)); // place -> its form
    } catch { /* then one waits for the network */ }
  }

  // The form of another place, or null.
  async function question(slot) {
    return piece((await box.get(NAME))?.[slot] ?? "");
  }

  if (url) setTimeout(fetchOnce, SOON + Math.random() * SPREAD);
  return { question };
}
