import { startKinds } from '../model/start-kind.ts';
import type { Definition } from './view.ts';
import { kindMeanings } from './why-table.ts';

/** The words of a run's report, for who reads one for the first time. docs/statistics.md says how each is decided. */
export const runDefinitions: readonly Definition[] = [
  ...startKinds.map((kind) => ({ term: kind, meaning: kindMeanings[kind] })),
  {
    term: 'init',
    meaning:
      'what a new environment does before it can serve: starting the runtime and running the code outside the handler',
  },
  { term: 'duration', meaning: 'what Lambda measured of the handler' },
  { term: 'round trip', meaning: 'from the request written to its answer complete, as the sender saw it' },
  { term: 'network and queue', meaning: 'round trip − duration − init waited for' },
  { term: 'dispatch skew', meaning: 'from the first to the last request of a round written' },
  {
    term: 'achieved concurrency',
    meaning: 'the most requests that surely held an environment at one moment',
  },
  { term: 'coverage', meaning: 'requests with a REPORT ÷ requests that should have one' },
  {
    term: 'provisioned concurrency',
    meaning: 'environments that are initialized ahead for a version or alias; never for $LATEST',
  },
  {
    term: 'spillover',
    meaning: 'a request to a target with provisioned concurrency that an on-demand environment served',
  },
];
