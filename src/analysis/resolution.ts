import type { RowFacts, Rows } from '../model/invocation.ts';
import { type Resolution, stampBoundMs } from '../model/resolution.ts';
import type { ResolutionSummary } from './result.ts';

/** Stamps of this row are less certain than the bound. */
const isUncertain = ({ stampUncertaintyMs }: RowFacts): boolean =>
  stampUncertaintyMs !== null && stampUncertaintyMs > stampBoundMs;

/** How exact a run's time stamps are; null where its file does not say.
 * @param measured - without warm-up rows */
export function resolutionSummary(
  resolution: Resolution | undefined,
  measured: Rows,
): ResolutionSummary | null {
  if (resolution === undefined) return null;
  let greatest: number | null = null;
  let beyondBound = 0;
  for (const row of measured) {
    const { stampUncertaintyMs } = row;
    if (stampUncertaintyMs !== null) greatest = Math.max(greatest ?? 0, stampUncertaintyMs);
    if (isUncertain(row)) beyondBound += 1;
  }
  return {
    ...resolution,
    stampUncertaintyMaxMs: greatest,
    boundMs: stampBoundMs,
    beyondBound,
  };
}
