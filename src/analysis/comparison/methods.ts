/** How a line of a comparison is decided: the closed list, with the sentence a person reads. */
export const methods = {
  ranks: 'Mann–Whitney U over requests; shift by Hodges and Lehmann',
  'ranks-of-rounds': 'Mann–Whitney U over the figure of each round; shift by Hodges and Lehmann',
  quantile:
    'requests beyond the quantile of both sides together (Mood); shift with the interval of that test',
  fisher: "Fisher's exact test over requests; interval of the difference by Newcombe",
  'exchange-of-rounds': 'all ways to exchange whole rounds; interval by drawing whole rounds (bootstrap)',
  'exchange-of-requests': 'all ways to exchange requests; interval by drawing requests (bootstrap)',
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
