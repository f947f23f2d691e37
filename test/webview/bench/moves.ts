/** Movements over what is shown, each one step per frame. They run in the page. */

export const FRAMES = 120;

/** The wheel over the lanes, half a second in one direction and half in the other. */
export const zoomToAndFro = (frame: number) => {
  const deltaY = frame % 60 < 30 ? -20 : 20;
  const at = { clientX: 600, clientY: 300, bubbles: true, cancelable: true };
  const chart = document.querySelector(".plot canvas") ?? document.querySelector("svg");
  chart!.dispatchEvent(new WheelEvent("wheel", { ...at, deltaY }));
};
export const panToAndFro = (frame: number) => {
  const deltaY = frame % 60 < 30 ? 6 : -6;
  const at = { clientX: 600, clientY: 300, bubbles: true, cancelable: true, shiftKey: true };
  document.querySelector(".plot canvas")!.dispatchEvent(new WheelEvent("wheel", { ...at, deltaY }));
};
export const zoomIn = () => {
  const at = { clientX: 600, clientY: 300, bubbles: true, cancelable: true, deltaY: -60 };
  document.querySelector(".plot canvas")!.dispatchEvent(new WheelEvent("wheel", at));
};
export const scrollDown = (frame: number) => {
  document.querySelector(".lanes")!.scrollTop = (frame % 120) * 40;
};
