import { pricesAsOf, pricesOf } from '../model/prices.ts';
import type { Provisioned, TargetFacts } from '../model/target.ts';
import { provisionedUsd } from './cost.ts';

/** `worker:live: 3 of 10 allocated, IN_PROGRESS` */
export const provisionedProgress = (name: string, { allocated, requested, status }: Provisioned): string =>
  `${name}: ${allocated} of ${requested} provisioned environments allocated, ${status}`;

export const notReadyInTime = (name: string, state: Provisioned, timeoutMs: number): string =>
  `The provisioned concurrency of ${name} was not READY within ${Math.round(timeoutMs / 1_000)} s: ${state.allocated} of ${state.requested} allocated.`;

/** What to do where a qualifier has none. */
export const noneHint = (qualifier: string): string =>
  qualifier === '$LATEST'
    ? 'Provisioned concurrency never serves $LATEST: publish a version (aws lambda publish-version), point an alias to it, and name that with --qualifier.'
    : `Ask for some with: lambda-fanout provision set 10 --qualifier ${qualifier}`;

/** Reasons that Lambda gives for FAILED, as far as they are known, with what to do.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html */
const remedies: Readonly<Record<string, string>> = {
  FUNCTION_ERROR_INIT_FAILURE:
    "The function's init fails: invoke it once and look at its log, mend it, and set it again.",
};

export const failedHint = (reason: string | null): string =>
  remedies[reason ?? ''] ?? 'Look at the function in the AWS console, mend it, and set it again.';

const secondsPerHour = 3_600;
/** As AWS reckons in its examples: 730 hours. */
const hoursPerMonth = 730;

const usdText = (usd: number): string =>
  `${usd < 999.5 ? usd.toPrecision(3) : Math.round(usd).toLocaleString('en')} USD`;

/** On AWS, for an hour; null: a price or the memory size is not known. */
function hourlyUsd(facts: TargetFacts, environments: number): number | null {
  const prices = pricesOf(facts.region, facts.architecture ?? 'x86_64');
  if (prices === null || facts.memorySizeMb === null) return null;
  return provisionedUsd(environments, secondsPerHour, facts.memorySizeMb, prices);
}

/** What stands beside the cost of requests: provisioned concurrency is paid for by the hour, used or not.
 * @returns null where the target has none */
export function standingCost(facts: TargetFacts): string | null {
  const environments = facts.provisioned?.requested ?? 0;
  if (environments === 0) return null;
  const usd = hourlyUsd(facts, environments);
  return `without ${usd === null ? 'what' : `the ${usdText(usd)} an hour that`} ${environments.toLocaleString('en')} provisioned ${environments === 1 ? 'environment costs' : 'environments cost'}`;
}

/**
 * What provisioned concurrency costs while it is configured, whether or not anybody comes.
 *
 * @param environments - how many
 * @param local - on the embedded service, where it costs nothing: says what it would cost on AWS
 */
export function hourlyCost(facts: TargetFacts, environments: number, local: boolean): string {
  if (environments === 0) return 'nothing: there is none';
  const architecture = facts.architecture ?? 'x86_64';
  const here = local ? 'nothing on the embedded service; on AWS ' : '';
  if (facts.memorySizeMb === null) return `${here}not known: the function's memory could not be read`;
  const usd = hourlyUsd(facts, environments);
  if (usd === null)
    return `${here}not known: no price of provisioned concurrency on ${architecture} in ${facts.region} in this version's table`;
  return `${here}${usdText(usd)} an hour (about ${usdText(usd * hoursPerMonth)} a month) for ${environments.toLocaleString('en')} ${environments === 1 ? 'environment' : 'environments'} of ${facts.memorySizeMb.toLocaleString('en')} MB in ${facts.region}, used or not; what they run is billed besides (prices of ${pricesAsOf})`;
}

/** `worker:live has 10 of 10 provisioned environments available, READY.` */
export function provisionedInWords(name: string, provisioned: Provisioned | null): string {
  if (provisioned === null) return `${name} has no provisioned concurrency.`;
  const { available, requested, allocated, status, statusReason } = provisioned;
  const allocating = allocated === available ? '' : ` (${allocated} allocated)`;
  const reason = statusReason === null ? '' : ` (${statusReason})`;
  return `${name} has ${available} of ${requested} provisioned environments available${allocating}, ${status}${reason}.`;
}

/** What is about to be done, and what it costs, before it is confirmed. */
export function changeInWords(
  name: string,
  { provisioned }: TargetFacts,
  requested: number | null,
  cost: string,
): string {
  const before = provisioned?.requested ?? 0;
  const change = `${name}: provisioned concurrency ${before} → ${requested ?? 'none'}.`;
  const saves =
    requested === null
      ? `What it costs now: ${cost}. Without it every request beyond retained environments waits for an init.`
      : `Cost: ${cost}.`;
  return `${change}\n${saves}`;
}
