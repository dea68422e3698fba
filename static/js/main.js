// Starts the modules a page asks for by data-module="name other", and keeps three manners every page has.
// Everything here is comfort: pages work without it.
import { forgetWhatIsOver, rememberToForget } from "./store.js";

const started = new WeakMap();

// `since`: when (performance.now) the request left that brought this markup.
function start(root, since) {
  const asking = [...root.querySelectorAll("[data-module]")];
  if (root.matches?.("[data-module]")) asking.unshift(root);
  for (const element of asking) {
    const done = started.get(element) ?? started.set(element, new Set()).get(element);
    for (const name of element.dataset.module.split(" ")) {
      if (done.has(name) || !/^[a-z_]+$/.test(name)) continue;
      done.add(name);
      import(`./${name}.js`).then((module) => module.default(element, since));
    }
  }
}

// A part that was replaced, or a page that came back with errors, may name where reading goes on.
function settle(root) {
  const target = root.matches?.("[data-focus]") ? root : root.querySelector("[data-focus]");
  if (!target) return;
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus();
}

// One press is one deed: the button says it is busy, a second press is not sent. Busy ends with the page, or after ten
// seconds (a download leaves the page standing).
function busy(event) {
  const button = event.submitter;
  if (event.defaultPrevented || event.target.getAttribute("method")?.toLowerCase() !== "post" || !button) return;
  if (button.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    return;
  }
  button.setAttribute("aria-busy", "true");
  setTimeout(() => button.removeAttribute("aria-busy"), 10000);
}

start(document, performance.getEntriesByType("navigation")[0]?.requestStart ?? 0);
settle(document);
forgetWhatIsOver();
document.addEventListener("htmx:load", (event) => {
  if (event.target === document.body) return;
  start(event.target, performance.now());
  settle(event.target);
});
window.addEventListener("submit", (event) => {
  busy(event);
  if (!event.defaultPrevented) rememberToForget(event.target);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
});
