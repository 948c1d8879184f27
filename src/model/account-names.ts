/** The environment variable on `$LATEST` whose change makes Lambda retire that version's on-demand environments. */
export const markerName = 'LAMBDA_FANOUT_COLD';

/** Names of temporary functions begin like this: policies and `cleanup --find` go by it. */
export const twinPrefix = 'lambda-fanout-twin-';

/** Tags of temporary functions. */
export const twinTags = {
  run: 'lambda-fanout:run',
  of: 'lambda-fanout:of',
  madeAt: 'lambda-fanout:made-at',
};

export const markerValue = (runId: string, round: number): string => `${runId}:${round}`;

/** The run that a marker's value was set by. */
export const runOfMarker = (value: string): string => value.split(':')[0] ?? value;
