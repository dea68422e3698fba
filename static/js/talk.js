// A talk: the newest line in view, Enter sends what is being written (Shift + Enter begins a new line, and so does an input
// method that is still composing).
export default function talk(list) {
  const field = document.querySelector("[data-send]");
  list.lastElementChild?.scrollIntoView({ block: "nearest" });
  field?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (!matchMedia("(min-width: 960px)").matches) return;
    event.preventDefault();
    if (field.value.trim()) field.form.requestSubmit(field.form.querySelector("button"));
  });
}
