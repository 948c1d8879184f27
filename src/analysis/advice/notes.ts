import type { Prices } from '../../model/prices.ts';
import type { HeaderLine } from '../../model/run-file.ts';
import { quantilePoints } from '../quantile.ts';
import { percentText } from '../wording.ts';
import type { Goal } from './goals.ts';
import type { DrawnFrom } from './samples.ts';

interface Note {
  readonly code: string;
  readonly message: string;
}

interface Told {
  readonly drawn: DrawnFrom;
  /** Of one replication. */
  readonly requests: number;
  readonly header: HeaderLine;
  readonly goals: readonly Goal[];
  readonly prices: Prices;
  /** The intervals are as narrow as was wanted. */
  readonly narrow: boolean;
  readonly isRecorded: boolean;
  /** Share of requests that are throttled where fewest are. */
  readonly throttled: number;
  readonly concurrencyLimit: number;
  readonly horizonMs: number;
}

/** A sample of cold starts that carries its own 95th percentile. */
const fewCold = quantilePoints.p95.least;
const dayMs = 86_400_000;

/** What an advice does not know. */
export function adviceNotes(told: Told): readonly Note[] {
  const { drawn, header, goals, prices, requests } = told;
  const notes: Note[] = [
    {
      code: 'one-place-one-time',
      message: `The samples are of one region (${header.target.region}) at one moment (${header.startedAt.slice(0, 16).replace('T', ' ')} UTC): other days and regions differ, init by 6 to 13 % between days in public data.`,
    },
  ];
  const add = (code: string, message: string): void => {
    notes.push({ code, message });
  };
  if (header.target.modelled !== null)
    add('modelled', `The samples were drawn from a model (${header.target.modelled}), not measured.`);
  if (header.local)
    add(
      'local-samples',
      'The samples are of the embedded service on this machine, not of AWS: measure there before you decide.',
    );
  if (header.plan.holdMs !== null)
    add(
      'held',
      `The run's requests were held ${header.plan.holdMs} ms by the worker, and that is in every duration here: your own traffic may take less.`,
    );
  if (drawn.cold < fewCold)
    add(
      'few-cold-starts',
      `There are ${drawn.cold} cold starts to draw from: the tail of what a cold start takes is not known (${fewCold} carry a p95).`,
    );
  if (goals.some(({ metric }) => metric === 'round_trip.p99') && drawn.notCold < quantilePoints.p99.least)
    add(
      'p99-of-few',
      `A p99 is asked for, and ${drawn.notCold} requests without an init were measured: the tail of those is not known (${quantilePoints.p99.least} carry a p99).`,
    );
  if (told.throttled > 0)
    add(
      'throttled',
      `At every size ${percentText(told.throttled)} of requests or more are throttled, by the limit of ${told.concurrencyLimit.toLocaleString('en')} at once (--concurrency-limit) or by the 1,000 new environments of ten seconds: cold ratio, round trip and cost are of those that are served.`,
    );
  if (requests < quantilePoints.p99.least)
    add('short-traffic', `The traffic has ${Math.round(requests)} requests: its p99 rests on one of them.`);
  if (told.isRecorded && told.horizonMs < 7 * dayMs)
    add('short-recording', 'The recording is shorter than a week, and a month is taken to be like it.');
  if (!told.narrow)
    add(
      'wide-intervals',
      'After the most replications some intervals are still wider than 5 % of their figure: read the ranges.',
    );
  if (prices.logsPerGbUsd === null)
    add('no-log-price', 'What CloudWatch Logs costs is left out: no price for this region.');
  if (prices.provisionedPerGbSecondUsd === null)
    add(
      'no-provisioned-price',
      'What provisioned concurrency costs is not known for this region and architecture; --prices FILE takes a price.',
    );
  return notes;
}
