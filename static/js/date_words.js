// Keeps a date's plain words true while the date is being changed: the pattern comes from the page, in its language.
export default function dateWords(field) {
  const input = field.querySelector('input[type="date"]');
  const words = field.querySelector("[data-words]");
  if (!input || !words) return;
  const part = (day, options) => new Intl.DateTimeFormat(document.documentElement.lang, { ...options, timeZone: "UTC" }).format(day);
  input.addEventListener("input", () => {
    const day = input.valueAsDate;
    const said = day && { y: day.getUTCFullYear(), m: day.getUTCMonth() + 1, d: day.getUTCDate(),
      w: part(day, { weekday: "short" }), month: part(day, { month: "long" }) };
    words.textContent = said ? words.dataset.words.replace(/\{(\w+)\}/g, (all, name) => said[name] ?? all) : "";
  });
}
