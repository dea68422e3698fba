// <form data-module="turn" data-wait="4200">: counts down to one's turn and then begins. A little jitter, so that those of one
// second do not come in one moment; the turn itself cannot be lost.
export default function turn(form) {
  const face = form.querySelector("[data-left]");
  const due = performance.now() + Number(form.dataset.wait) + Math.random() * 300;

  function show() {
    const left = due - performance.now();
    if (left <= 0) return form.submit();
    face.textContent = face.dataset.left.replace("{n}", Math.ceil(left / 1000));
    setTimeout(show, Math.min(left, 1000));
  }

  show();
}
