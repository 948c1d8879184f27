/** Sizes of the first look. */
const firstLook = 20;

/** Provisioned sizes to simulate first: all from 0 to enough where those are few, else closer together where they are
 * small, as one environment more means most there.
 * @param enough - as many environments as were ever busy at once without any
 * @returns ascending, 0 and `enough` among them */
export function firstSizes(enough: number): readonly number[] {
  if (enough < firstLook) return Array.from({ length: enough + 1 }, (_, size) => size);
  const steps = Array.from({ length: firstLook }, (_, index) =>
    Math.round((enough + 1) ** (index / (firstLook - 1)) - 1),
  );
  return [...new Set(steps)].sort((a, b) => a - b);
}

/** Sizes between two neighbours, to find the first that is good enough exactly.
 * @param above - too small
 * @param upTo - good enough */
export function sizesBetween(above: number, upTo: number): readonly number[] {
  const gap = upTo - above - 1;
  if (gap <= firstLook) return Array.from({ length: Math.max(0, gap) }, (_, index) => above + 1 + index);
  const step = (upTo - above) / (firstLook + 1);
  return [
    ...new Set(Array.from({ length: firstLook }, (_, index) => above + Math.round((index + 1) * step))),
  ];
}
