// <input data-module="keyboard">: says "1" at desk width with a mouse or pad, where times are judged.
export default function keyboard(field) {
  field.value = matchMedia("(min-width: 960px) and (any-pointer: fine)").matches ? "1" : "0";
}
