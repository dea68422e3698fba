// <form data-module="answer_time">: counts from showing the card and says with the answer how long it took. The server holds
// the claim against its own clock; without script that alone counts.
export default function answerTime(form) {
  const field = form.elements.milliseconds;
  const face = document.querySelector("[data-elapsed]");
  const shown = performance.now();

  function show() {
    const passed = Math.floor((performance.now() - shown) / 1000);
    face.textContent = face.dataset.elapsed.replace("{n}", passed);
    if (form.isConnected) setTimeout(show, 1000);
  }

  form.addEventListener("submit", () => {
    field.value = String(Math.max(1, Math.round(performance.now() - shown)));
  });
  if (face) show();
}
