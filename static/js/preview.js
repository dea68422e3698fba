// <form data-module="preview" data-url="…" data-target="part-id">: while one types, posts the form and puts the answered part
// in place of the target's content. Only the newest answer counts; until it comes the part says it is busy.
const PAUSE = 400; // ms without a key

export default function preview(form) {
  const target = document.getElementById(form.dataset.target);
  if (!target) return;
  let waiting, running;

  async function ask() {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      const answer = await fetch(form.dataset.url, { method: "POST", body: new FormData(form), signal,
        headers: { "HX-Request": "true", Accept: "text/html" } });
      if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
      const text = await answer.text();
      if (signal.aborted) return;
      target.innerHTML = text;
      target.removeAttribute("aria-busy");
    } catch {
      if (!signal.aborted) target.setAttribute("aria-busy", "true"); // what is shown is not of what is written: dimmed
    }
  }

  form.addEventListener("input", () => {
    target.setAttribute("aria-busy", "true");
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
}
