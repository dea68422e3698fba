// What one attempt has typed, on this device, in IndexedDB. Every piece is sealed (AES-GCM, a fresh nonce, bound to the attempt
// and its name) with a key that the server gives along with the page while the attempt runs; it is never written down, so
// what lies here cannot be read without it, and `forget` takes it all away. Where the browser has no crypto (plain HTTP)
// or no storage, the page keeps it in memory alone: `isKept()` says so.
const STORE = "kept", PREFIX = "cstrain-exam-";
const text = new TextEncoder(), read = new TextDecoder();

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = request.onblocked = () => reject(request.error);
});

async function open(attempt, key) {
  const bytes = Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0));
  const sealer = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  const asked = indexedDB.open(PREFIX + attempt, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
  const base = await done(asked);
  base.onversionchange = () => base.close(); // another page forgets it
  return { sealer, base };
}

export function vault(attempt, key) {
  const opened = key ? open(attempt, key).catch(() => null) : Promise.resolve(null);
  let last = opened;
  const bound = (name, nonce) => ({ name: "AES-GCM", iv: nonce, additionalData: text.encode(`${attempt}/${name}`) });
  const shelf = (base, mode) => base.transaction(STORE, mode).objectStore(STORE);
  const next = (deed) => (last = last.then(async () => deed(await opened)).catch(() => undefined)); // in the order they were asked

  return {
    isKept: async () => (await opened) !== null,
    put: (name, value) => next(async (held) => {
      if (!held) return;
      const nonce = crypto.getRandomValues(new Uint8Array(12));
      const data = await crypto.subtle.encrypt(bound(name, nonce), held.sealer, text.encode(JSON.stringify(value)));
      await done(shelf(held.base, "readwrite").put({ nonce, data }, name));
    }),
    get: (name) => next(async (held) => {
      const found = held && await done(shelf(held.base, "readonly").get(name));
      return found && JSON.parse(read.decode(await crypto.subtle.decrypt(bound(name, found.nonce), held.sealer, found.data)));
    }),
    names: () => next(async (held) => (held ? done(shelf(held.base, "readonly").getAllKeys()) : [])),
  };
}

export async function forget(attempt) {
  try {
    const all = attempt === "all" ? (await indexedDB.databases()).map((one) => one.name) : [PREFIX + attempt];
    for (const name of all) if (name.startsWith(PREFIX)) indexedDB.deleteDatabase(name);
  } catch { /* nothing was kept */ }
}
