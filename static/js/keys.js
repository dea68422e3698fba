// <form data-module="keys">: 1–9 choose that row, Enter saves and goes on ([data-next]: a link or a button). Only outside
// text fields, never handing in, and they can be switched off ([data-keys-toggle], WCAG 2.1.4); remembered on this device.
import { recall, remember } from "./store.js";

const OFF = "cstrain-keys";
const OWN_ENTER = "a, button, summary, textarea, select, input:not([type=radio]):not([type=checkbox])";
const TYPING = "textarea, select, input:not([type=radio]):not([type=checkbox]), [contenteditable]";

export default function keys(form) {
  const toggle = document.querySelector("[data-keys-toggle]");
  let on = recall(OFF) !== "off";

  function show() {
    for (const digit of form.querySelectorAll("kbd")) digit.hidden = !on;
    toggle?.setAttribute("aria-pressed", String(on));
  }

  function press(event) {
    if (!on || event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.querySelector("dialog[open]") || event.target.closest?.(TYPING)) return;
    if (/^[1-9]$/.test(event.key)) {
      const input = form.querySelectorAll(".choice input")[Number(event.key) - 1];
      if (!input || input.disabled) return;
      input.focus();
      input.click();
    } else if (event.key === "Enter" && !event.target.closest?.(OWN_ENTER)) {
      const next = document.querySelector("[data-next]");
      if (!next) return;
      next.click();
    } else return;
    event.preventDefault();
  }

  if (toggle) {
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      on = !on;
      remember(OFF, on ? "on" : "off");
      show();
    });
  }
  document.addEventListener("keydown", (event) => form.isConnected && press(event));
  show();
}
