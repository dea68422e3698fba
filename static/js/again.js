// <p data-module="again" data-after="2">: what is waited for is not there yet; looks again by itself after so many seconds.
// Without script the link inside does the same.
export default function again(line) {
  setTimeout(() => location.reload(), Number(line.dataset.after) * 1000);
}
