// The exam's clock: the server's deadline against the time that has passed here since the server said what time it was.
// It never shows more time than there is: it counts from when the request left, and by whichever of the two local clocks
// ran further (performance.now() stands still while some devices sleep). A receipt's "cstrain:time" sets it anew.
const SAY = [[600, "m10"], [300, "m5"], [60, "m1"]];

export default function clock(timer, since) {
  const face = timer.querySelector(".clock");
  const say = timer.querySelector("[data-say]");
  let left = Infinity, span, steady, wall;

  function set({ now, ends, sent }) {
    span = ends - now;
    steady = sent;
    wall = Date.now() - (performance.now() - sent);
  }

  function remaining() {
    const passed = Math.max(performance.now() - steady, Date.now() - wall);
    return Math.max(0, Math.floor((span - passed) / 1000));
  }

  function words(seconds) {
    const two = (number) => String(number).padStart(2, "0");
    const hours = seconds >= 3600 ? `${Math.floor(seconds / 3600)}:` : "";
    return `${hours}${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  }

  function show() {
    const before = left;
    left = remaining();
    if (left !== before) {
      face.textContent = words(left);
      if (left < 60) face.dataset.tone = "bad";
      else if (left < 600) face.dataset.tone = "warn";
      else delete face.dataset.tone;
      const due = SAY.findLast(([at]) => before !== Infinity && before > at && left <= at);
      if (due) say.textContent = say.dataset[due[1]];
      if (left === 0) timer.dispatchEvent(new CustomEvent("cstrain:time-up", { bubbles: true }));
    }
    if (timer.isConnected) setTimeout(show, 250);
  }

  set({ now: Number(timer.dataset.now), ends: Number(timer.dataset.ends), sent: since });
  document.addEventListener("cstrain:time", (event) => set(event.detail));
  show();
}
