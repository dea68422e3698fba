// What autosave.js shows on the exam's pages: a cell of the answer sheet, a form as it was left, the pieces in <template>.
export const template = (selector) =>
  document.querySelector(`template${selector}`)?.content.firstElementChild.cloneNode(true);

export function paint(place, kind) {
  const cell = document.querySelector(`[data-cell="${CSS.escape(place)}"]`);
  if (!cell) return;
  cell.classList.remove("a", "wait");
  cell.classList.add(kind);
  cell.querySelector("[data-state]")?.replaceChildren(cell.closest(".sheet").dataset[kind]);
  const answered = document.querySelectorAll("[data-cell].a, [data-cell].wait").length;
  for (const figure of document.querySelectorAll("[data-answered]")) figure.textContent = answered;
}

export function restore(form, body) {
  const given = new URLSearchParams(body);
  for (const input of form.elements) {
    if (input.type === "hidden" || !input.name) continue;
    if (input.type === "radio" || input.type === "checkbox") input.checked = given.getAll(input.name).includes(input.value);
    else if (given.has(input.name)) input.value = given.get(input.name);
  }
}
