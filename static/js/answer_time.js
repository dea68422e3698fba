// <form data-module="answer_time">: counts from showing the card and says with the answer how long it took. The server holds
// the claim against its own clock; without script that alone counts. A page that was out of sight says so: such a time says
// nothing about speed.
export default function answerTime(form) {
  const field = form.elements.milliseconds;
  const face = document.querySelector("[data-elapsed]");
  const shown = performance.now();

  const limit = Number(form.dataset.limit ?? 0); // 即问即答: when the time is over the card is handed in as it stands

  function show() {
    const passed = Math.floor((performance.now() - shown) / 1000);
    face.textContent = face.dataset.elapsed.replace("{n}", limit ? Math.max(0, limit - passed) : passed);
    if (limit && passed >= limit) return over();
    if (form.isConnected) setTimeout(show, limit ? 250 : 1000);
  }

  function over() {
    form.elements.late.value = "1";
    if (form.requestSubmit) form.requestSubmit();
    else form.submit();
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) form.elements.away.value = "1";
  });
  form.addEventListener("submit", () => {
    field.value = String(Math.max(1, Math.round(performance.now() - shown)));
  });
  if (face) show();
}
