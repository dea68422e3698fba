// <div data-module="centre">: a picture wider than its frame is first seen at its middle, where it begins.
export default function centre(frame) {
  frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2;
}
