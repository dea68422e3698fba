// A link to a page that asks once more opens the dialog on this page instead, where the browser has one.
export default function dialog(link) {
  const box = document.getElementById(link.dataset.dialog);
  if (!box?.showModal) return;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    box.showModal();
  });
}
