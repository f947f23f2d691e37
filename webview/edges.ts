/** The edges between the parts of the view that can be drawn to another place. */
import { t } from "./l10n.ts";
import type { Sizes } from "./sizes.ts";

interface Parts {
  bottom: HTMLElement;
  inspector: HTMLElement;
  gutter: HTMLElement;
}

export function edges(sizes: Sizes, parts: Parts): Parts {
  const gutter = sizes.edge("gutter", {
    label: t("Width of the names"),
    direction: "sideways",
    after: false,
    size: () => parts.gutter.clientWidth,
    least: 90,
    most: () => 480,
  });
  gutter.classList.add("gutter-edge");
  return {
    bottom: sizes.edge("bottom", {
      label: t("Height of the details"),
      direction: "upright",
      after: true,
      size: () => parts.bottom.clientHeight,
      least: 60,
      most: () => Number.POSITIVE_INFINITY,
    }),
    inspector: sizes.edge("inspector", {
      label: t("Width of the inspector"),
      direction: "sideways",
      after: true,
      size: () => parts.inspector.clientWidth,
      least: 200,
      most: () => Math.max(200, window.innerWidth - 500),
    }),
    gutter,
  };
}
