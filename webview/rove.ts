/** A row of controls that is one stop for the Tab key: the arrow keys move within it. */

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };

export function rove(container: HTMLElement, controls: readonly HTMLElement[]): void {
  const choose = (control: HTMLElement) => {
    for (const other of controls) other.tabIndex = other === control ? 0 : -1;
  };
  choose(controls[0]!);
  container.addEventListener("focusin", (event) => {
    const control = controls.find((candidate) => candidate.contains(event.target as Node));
    if (control) choose(control);
  });
  container.addEventListener("keydown", (event) => {
    const at = controls.findIndex((control) => control.contains(event.target as Node));
    const step = STEPS[event.key];
    if (at < 0 || (step === undefined && event.key !== "Home" && event.key !== "End")) return;
    event.preventDefault();
    // Elsewhere these keys move the view.
    event.stopPropagation();
    const shown = controls.filter((control) => control.offsetParent !== null);
    const own = shown.indexOf(controls[at]!);
    const next = step === undefined ? (event.key === "Home" ? 0 : shown.length - 1) : own + step;
    shown[Math.min(Math.max(0, next), shown.length - 1)]?.focus();
  });
}
