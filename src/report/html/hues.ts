import type { Hue } from '../chart.ts';

/** Each hue in light and in dark. The colours are those of Okabe and Ito, which people with any colour vision can tell
 * apart, made darker or lighter until they stand out at 3 : 1 from their background.
 * @see https://jfly.uni-koeln.de/color/
 * @see https://www.w3.org/TR/WCAG22/#non-text-contrast */
export const hues = {
  cold: ['#c24f00', '#f2884b'],
  restored: ['#a8487f', '#e29cc8'],
  preinitialized: ['#00805c', '#35c79d'],
  warm: ['#0072b2', '#5cb8ee'],
  unknown: ['#6b7075', '#9aa1a8'],
  waiting: ['#4a4f55', '#c3c9cf'],
  network: ['#8b9197', '#6d747b'],
  init: ['#b07c00', '#f0b93a'],
  old: ['#6b7075', '#9aa1a8'],
  new: ['#0072b2', '#5cb8ee'],
  good: ['#00805c', '#35c79d'],
  bad: ['#c24f00', '#f2884b'],
  plain: ['#0072b2', '#5cb8ee'],
} satisfies Record<Hue, readonly [string, string]>;

export const colourOf = (hue: Hue): string => `var(--${hue})`;
