import { type Advice, adviceOf } from '../analysis/advice/advice.ts';
import { alternativesOf } from '../analysis/advice/alternatives.ts';
import { type PricedAs, type SizeEstimate, sizeEstimate } from '../analysis/advice/estimate.ts';
import { monthDays } from '../analysis/advice/monthly-cost.ts';
import { adviceNotes } from '../analysis/advice/notes.ts';
import { type DrawnFrom, drawFrom } from '../analysis/advice/samples.ts';
import { breakEvenText } from '../analysis/advice/sentence.ts';
import type { ServiceSample } from '../analysis/simulation/fleet.ts';
import type { SimulationPlan } from '../analysis/simulation/replicate.ts';
import { meanPerSecond } from '../analysis/traffic/arrivals.ts';
import { hoursInWeek } from '../analysis/traffic/hours.ts';
import { spanText } from '../analysis/wording.ts';
import type { Io } from '../io/io.ts';
import { startProgress } from '../io/progress.ts';
import { readRunFile } from '../io/run-file-reader.ts';
import { openThreads } from '../io/thread.ts';
import { UsageError } from '../model/errors.ts';
import { type ExitCode, exitCodes } from '../model/exit-code.ts';
import type { Prices } from '../model/prices.ts';
import type { TargetFacts } from '../model/target.ts';
import { advicePrintable } from '../report/advice-printable.ts';
import { trafficOf } from './advise-traffic.ts';
import { judgeRun } from './judge-run.ts';
import { adviseOptions, refuseAdviseContradictions } from './options/advise.ts';
import { outputFilesOf } from './options/output.ts';
import { parseOptions } from './options/values.ts';
import { pricesFor } from './prices.ts';
import { print } from './print.ts';
import { type SimulationThreads, simulate } from './simulate.ts';
import type { Command } from './spec.ts';

/** New accounts begin with it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const defaultConcurrencyLimit = 1_000;

/** How many may run at once: what is left to functions without a reservation does not count this one's own provisioned
 * environments, which are what is asked about. */
function limitOf(target: TargetFacts): number {
  const { reservedConcurrency, unreservedConcurrency, accountConcurrency, provisioned } = target;
  const account = accountConcurrency ?? defaultConcurrencyLimit;
  return (
    reservedConcurrency ??
    (unreservedConcurrency === null
      ? account
      : Math.min(account, unreservedConcurrency + (provisioned?.requested ?? 0)))
  );
}

/** The exact command that gives what is missing. */
function refuseWithout(
  drawn: DrawnFrom,
  path: string,
  functionName: string,
  qualifier: string,
  local: boolean,
): void {
  const bench = `lambda-fanout bench${local ? ' --local' : ''} --function-name ${functionName}`;
  if (drawn.cold === 0) {
    throw new UsageError(
      `${path} has no request that waited for an init: how long a cold start takes is not known`,
      `Measure some: ${bench} --qualifier '$LATEST' --concurrency 20 --save cold.jsonl`,
    );
  }
  if (drawn.notCold === 0) {
    throw new UsageError(
      `${path} has only cold starts: how long a request takes without one is not known`,
      `Measure both: ${bench} --qualifier ${qualifier === '$LATEST' ? "'$LATEST'" : qualifier} --concurrency 20 --rounds 2 --save both.jsonl`,
    );
  }
}

const halfInits = (sample: ServiceSample): ServiceSample => {
  const half = sample.billedInitMs.map((ms) => ms / 2);
  const less = (list: Float64Array): Float64Array => list.map((value, index) => value - (half[index] ?? 0));
  return {
    occupiedMs: less(sample.occupiedMs),
    roundTripMs: less(sample.roundTripMs),
    billedMs: less(sample.billedMs),
    billedInitMs: half,
  };
};

async function withThreads<Result>(
  io: Io,
  work: (threads: SimulationThreads) => Promise<Result>,
): Promise<Result> {
  const threads: SimulationThreads = openThreads(`${io.packageRoot}/dist/simulation-thread.js`);
  try {
    return await work(threads);
  } finally {
    await threads.close();
  }
}

const exitCodeOf = ({ goals, budgetUsd, smallest, sizes }: Advice): ExitCode => {
  if (smallest !== null || (goals.length === 0 && budgetUsd === null)) return exitCodes.good;
  const unsure = sizes.some(
    ({ met, withinBudget }) => withinBudget !== false && met.every((each) => each !== 'no'),
  );
  return unsure ? exitCodes.incomplete : exitCodes.finding;
};

/** `advise`: which provisioned size a traffic needs, from measured samples, by simulation. */
export const advise: Command = async (raw, [path = '-'], io) => {
  const options = parseOptions(adviseOptions, raw, 'advise');
  refuseAdviseContradictions(options, path);
  const files = await outputFilesOf({ ...options, assert: [] }, [
    path,
    ...(options.traffic === undefined ? [] : [options.traffic]),
  ]);
  const { run, notes: fileNotes } = await readRunFile(path, io.stdin);
  const { header, rows } = judgeRun(run);
  const target = run.header.target;
  const drawn = drawFrom([...rows].filter(({ warmUp }) => !warmUp));
  refuseWithout(drawn, path, target.functionName, target.qualifier, run.header.local);
  const told = await trafficOf(options, io);
  const region = options.region ?? target.region;
  const architecture = options.architecture ?? target.architecture ?? 'x86_64';
  const prices: Prices = await pricesFor(region, architecture, options.prices, io);
  const memorySizeMb = options.memory ?? target.memorySizeMb;
  if (memorySizeMb === null) {
    throw new UsageError(`${path} does not say how much memory the function has`, 'Give it: --memory 256');
  }
  const { hours } = options;
  const priced: PricedAs = {
    memorySizeMb,
    prices,
    provisionedHours: hours === undefined ? monthDays * 24 : (hoursInWeek(hours) / 7) * monthDays,
  };
  const plan: Omit<SimulationPlan, 'sizes'> = {
    traffic: told.traffic,
    factor: options.trafficFactor,
    horizonMs: told.horizonMs,
    startWallMs: told.startWallMs,
    samples: drawn.samples,
    hours: hours ?? null,
    retentionMs: options.retention,
    concurrencyLimit: options.concurrencyLimit ?? limitOf(target),
    ratesLimited: true,
  };
  const judged = (estimates: readonly SizeEstimate[]): Advice =>
    adviceOf(estimates, options.goal, options.budgetUsd ?? null);
  const progress = startProgress(io.stderr, { quiet: options.quiet === true, nowMs: io.clock.nowMs });
  try {
    const { simulated, halved } = await withThreads(io, async (threads) => ({
      simulated: await simulate(
        plan,
        priced,
        (estimate) => judged([estimate]).smallest !== null,
        options.seed,
        threads,
        progress,
      ),
      halved: await threads.run({
        plan: { ...plan, sizes: [0], samples: { ...plan.samples, new: halfInits(plan.samples.new) } },
        seed: options.seed,
        replication: 0,
      }),
    }));
    progress.end();
    const advice = judged(simulated.estimates);
    const setting = {
      title: `Provisioned concurrency for ${target.functionName}`,
      facts: [
        {
          name: 'Traffic',
          value: [told.words, options.trafficFactor === 1 ? '' : `, × ${options.trafficFactor}`],
        },
        {
          name: 'Drawn from',
          value: [`${drawn.cold} requests that waited for an init and ${drawn.notCold} that did not`],
        },
        {
          name: 'Simulated',
          value: [
            `${spanText(told.horizonMs)} of traffic, ${simulated.replications} times, for ${simulated.estimates.length} sizes; environments are kept ${options.retention / 60_000} minutes`,
          ],
        },
        {
          name: 'Prices',
          value: [
            `${region}, ${architecture}, ${memorySizeMb.toLocaleString('en')} MB, ${options.prices === undefined ? `as of ${(await import('../model/prices.ts')).pricesAsOf}` : `from ${options.prices}`}; a month is ${monthDays} days; before any free tier`,
          ],
        },
      ],
      breakEven: breakEvenText(prices, region),
      alternatives: alternativesOf(advice, sizeEstimate(halved, told.horizonMs, priced), {
        runtime: target.runtime,
        snapStart: target.snapStart,
        memorySizeMb,
      }),
      notes: [
        ...fileNotes,
        ...told.notes,
        ...adviceNotes({
          drawn,
          requests: meanPerSecond(told.traffic, told.horizonMs) * (told.horizonMs / 1_000),
          header: header ?? run.header,
          goals: options.goal,
          prices,
          narrow: simulated.narrow,
          isRecorded: options.traffic !== undefined,
          horizonMs: told.horizonMs,
          throttled: advice.sizes.reduce(
            (least, { figures }) => Math.min(least, figures['throttled.ratio']?.mean ?? 0),
            1,
          ),
          concurrencyLimit: plan.concurrencyLimit,
        }),
      ],
    };
    await print(advicePrintable(advice, setting), options, files, io);
    return exitCodeOf(advice);
  } finally {
    progress.end();
  }
};
