// <button type="button" hidden data-module="passkey" data-kind="get" data-passkey="{…}">: asks the browser for a passkey's
// signature (or, kind "create", for a new passkey), puts the answer into the form's [name=answer] and sends the form.
// Where the browser has none the button stays hidden and the password does the same.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer), (one) => String.fromCharCode(one)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function made(asked) {
  const user = { ...asked.user, id: bytes(asked.user.id) };
  const publicKey = { ...asked, user, challenge: bytes(asked.challenge), excludeCredentials: named(asked.excludeCredentials) };
  const { response } = await navigator.credentials.create({ publicKey });
  return { client: text(response.clientDataJSON), attestation: text(response.attestationObject) };
}

async function signed(asked) {
  const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) };
  const { id, response } = await navigator.credentials.get({ publicKey });
  return {
    id,
    client: text(response.clientDataJSON),
    device: text(response.authenticatorData),
    signature: text(response.signature),
  };
}

export default function passkey(button) {
  const form = button.form;
  const wrong = form.querySelector("[data-passkey-wrong]");
  const none = form.querySelector("[data-passkey-none]");
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  button.hidden = false;
  if (none) none.hidden = true;
  button.addEventListener("click", async () => {
    const create = button.dataset.kind === "create";
    if (button.getAttribute("aria-busy") === "true" || (create && !form.reportValidity())) return;
    button.setAttribute("aria-busy", "true");
    wrong.hidden = true;
    try {
      const asked = JSON.parse(button.dataset.passkey);
      form.elements.answer.value = JSON.stringify(create ? await made(asked) : await signed(asked));
      form.submit();
    } catch {
      button.removeAttribute("aria-busy");
      wrong.hidden = false;
      button.focus();
    }
  });
}
