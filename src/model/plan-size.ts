/** What decides how many requests each round of a run has. */
export interface PlanSize {
  readonly concurrency: number;
  readonly rounds: number;
  readonly warmUp: number;
  /** Requests of round 1, where they are not as many as those of the others. */
  readonly firstContact?: number | undefined;
}

/** Requests of a round, from 1, warm-up rounds included. */
export const requestsOf = ({ concurrency, firstContact }: PlanSize, round: number): number =>
  round === 1 ? (firstContact ?? concurrency) : concurrency;

/** Launch order of the first request of a round. */
export const firstSeqOf = (plan: PlanSize, round: number): number =>
  round === 1 ? 0 : requestsOf(plan, 1) + (round - 2) * plan.concurrency;

/** Requests of all rounds, warm-up rounds included. */
export const requestsOfRun = (plan: PlanSize): number => firstSeqOf(plan, plan.warmUp + plan.rounds + 1);

/** Requests of the measured rounds. */
export const measuredRequestsOf = (plan: PlanSize): number =>
  requestsOfRun(plan) - firstSeqOf(plan, plan.warmUp + 1);
