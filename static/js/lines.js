// <form data-module="lines">: a finding's link [data-line="12"] anywhere on the page selects that line of the form's text.
export default function lines(form) {
  const field = form.elements.text;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-line]");
    if (!link) return;
    event.preventDefault();
    const all = field.value.split("\n"), number = Math.min(Math.max(Number(link.dataset.line), 1), all.length);
    const start = all.slice(0, number - 1).reduce((sum, line) => sum + line.length + 1, 0);
    field.focus();
    field.setSelectionRange(start, start); // scrolls the caret into view in browsers that follow it
    field.scrollTop = Math.max(0, (field.scrollHeight * (number - 4)) / all.length);
    field.setSelectionRange(start, start + all[number - 1].length);
  });
}
