import type { Outcome } from '../model/outcome.ts';

const reaching: ReadonlySet<Outcome> = new Set(['ok', 'function-error', 'timeout', 'lost']);
const answered: ReadonlySet<Outcome> = new Set(['ok', 'function-error', 'throttled', 'api-error']);

/** The request reached an environment, as far as its sender can know: a REPORT of it should exist. */
export const reachedEnvironment = ({ outcome }: { readonly outcome: Outcome }): boolean =>
  reaching.has(outcome);

/** A whole answer came, so that written → done is a round trip and not the moment the client gave up. */
export const wasAnswered = ({ outcome }: { readonly outcome: Outcome }): boolean => answered.has(outcome);
