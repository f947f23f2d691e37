/** Elements without markup: whatever the program calls its things stays text. */
import { pixelRatio } from "./scale.ts";

export interface ElementOptions {
  class?: string;
  text?: string;
  attributes?: Record<string, string>;
}

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options?: ElementOptions,
  children?: (Node | string)[],
): HTMLElementTagNameMap[K];
export function el(tag: string, options?: ElementOptions, children?: (Node | string)[]): HTMLElement;
export function el(tag: string, options: ElementOptions = {}, children: (Node | string)[] = []): HTMLElement {
  const element = document.createElement(tag);
  if (options.class) element.className = options.class;
  if (options.text !== undefined) element.textContent = options.text;
  for (const [name, value] of Object.entries(options.attributes ?? {})) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Sets an element's text, without touching the page when it is the same. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Gives the focus back to what had it before a bar was opened. A field that is hidden would keep it until the next
 * frame, and the keys with it.
 */
export function giveFocusBack(before: HTMLElement | undefined): void {
  (document.activeElement as HTMLElement | null)?.blur();
  before?.focus();
}

/** A canvas that fills its parent, sharp on any screen. Answers its size in CSS pixels. */
export function fitCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D {
  const ratio = pixelRatio();
  const w = Math.max(1, Math.round(width * ratio));
  const h = Math.max(1, Math.round(height * ratio));
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d")!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** Whether motion is to be spared. */
export const reducedMotion = (): boolean =>
  document.body.classList.contains("vscode-reduce-motion") ||
  window.matchMedia("(prefers-reduced-motion: reduce)").matches;
