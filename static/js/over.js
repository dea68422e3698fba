// <… data-module="over" data-attempt="id">: the attempt has ended, so nothing of it stays on this device.
import { forget } from "./vault.js";

export default (place) => forget(place.dataset.attempt);
