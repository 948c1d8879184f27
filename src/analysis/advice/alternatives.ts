import { percentText } from '../wording.ts';
import type { Advice } from './advice.ts';
import type { SizeEstimate } from './estimate.ts';

/** Runtimes that SnapStart supports, by their beginning.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html#snapstart-runtimes */
const snapStartRuntimes = [/^java(?:1[1-9]|[2-9]\d)/, /^python3\.(?:1[2-9]|[2-9]\d)/, /^dotnet(?:[89]|\d\d)/];

const ms = (value: number): string => `${Math.round(value)} ms`;

/** What would do beside provisioned concurrency, a sentence each.
 * @param halved - the same traffic without provisioned concurrency, where inits take half as long */
export function alternativesOf(
  { sizes }: Advice,
  halved: SizeEstimate,
  facts: {
    readonly runtime: string | null;
    readonly snapStart: boolean | null;
    readonly memorySizeMb: number;
  },
): readonly string[] {
  const none = sizes[0];
  const said: string[] = [];
  const [p99, p99Halved] = [none?.figures['round_trip.p99'], halved.figures['round_trip.p99']];
  const cold = none?.figures['cold.ratio'];
  if (cold != null && cold.high < 0.001 && none?.figures['throttled.ratio']?.mean === 0)
    said.push(
      `Nothing at all: without provisioned concurrency ${percentText(cold.mean)} of requests wait for an init.`,
    );
  if (p99 != null && p99Halved != null && p99.mean > 0) {
    const saved = (none?.totalUsd?.mean ?? 0) - (halved.totalUsd?.mean ?? 0);
    said.push(
      `An init of half the length (less code loaded, a smaller package): p99 ${ms(p99Halved.mean)} instead of ${ms(p99.mean)} without provisioned concurrency${saved > 0.005 ? `, and ${saved.toFixed(2)} USD less a month` : ''}.`,
    );
  }
  if (
    facts.runtime !== null &&
    facts.snapStart !== true &&
    snapStartRuntimes.some((each) => each.test(facts.runtime ?? ''))
  )
    said.push(
      `SnapStart: ${facts.runtime} supports it. It restores a snapshot in place of the init; measure a version that has it and advise again. It can't be combined with provisioned concurrency.`,
    );
  if (facts.memorySizeMb < 1_769)
    said.push(
      `More memory: up to 1,769 MB a function has less than one vCPU, and an init that computes gets shorter with it. Measure it, as this simulation can't know how much.`,
    );
  return said;
}
