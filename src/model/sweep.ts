/** Why a sweep ended: nothing more is to be found, the most invocations were reached, or somebody stopped it. */
export type SweepEnd = 'done' | 'invocations' | 'interrupted';
