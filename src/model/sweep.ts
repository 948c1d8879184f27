/** Why a sweep ended: nothing more is to be found, the most invocations were reached, somebody stopped it, or a round
 * could not be measured. */
export const sweepEnds = ['done', 'invocations', 'interrupted', 'failed'] as const;
export type SweepEnd = (typeof sweepEnds)[number];
