// A text that is ready for a group: one press copies it.
export default function copy(root) {
  const text = root.querySelector("textarea");
  const said = root.querySelector("[role=status]");
  root.querySelector(".row").hidden = false;
  root.querySelector("button").addEventListener("click", async () => {
    text.select();
    let done = false;
    try {
      await navigator.clipboard.writeText(text.value);
      done = true;
    } catch {
      done = document.execCommand("copy"); // plain http and old webviews have no clipboard
    }
    said.textContent = done ? said.dataset.done : said.dataset.not;
  });
}
