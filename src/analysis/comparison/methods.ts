/** How a line of a comparison is decided: the closed list, with what a person reads after "by". docs/statistics.md says
 * more of each. */
export const methods = {
  ranks: 'Mann–Whitney U over requests',
  'ranks-of-rounds': 'Mann–Whitney U over the figure of each round',
  quantile: 'counting who lies beyond the quantile of both sides (Mood)',
  fisher: "Fisher's exact test over requests",
  'exchange-of-rounds': 'exchanging whole rounds in all ways, interval by bootstrap of rounds',
  'exchange-of-requests': 'exchanging requests in all ways, interval by bootstrap',
} as const;
export type Method = keyof typeof methods;

/** What n counts. */
export const unitOf = {
  ranks: 'requests',
  'ranks-of-rounds': 'rounds',
  quantile: 'requests',
  fisher: 'requests',
  'exchange-of-rounds': 'rounds',
  'exchange-of-requests': 'requests',
} as const satisfies Record<Method, 'requests' | 'rounds'>;
