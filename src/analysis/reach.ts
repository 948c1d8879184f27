import type { Outcome } from '../model/outcome.ts';

/** The request reached an environment, as far as its sender can know: a REPORT of it should exist. */
export const reachedEnvironment = ({ outcome }: { readonly outcome: Outcome }): boolean =>
  outcome === 'ok' || outcome === 'function-error' || outcome === 'timeout' || outcome === 'lost';

/** A whole answer came, so that written → done is a round trip and not the moment the client gave up. */
export const wasAnswered = ({ outcome }: { readonly outcome: Outcome }): boolean =>
  outcome === 'ok' || outcome === 'function-error' || outcome === 'throttled' || outcome === 'api-error';
