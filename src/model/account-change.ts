import * as z from 'zod';

/** What a run changes in an account for the sake of its measurement, and undoes. ARNs carry no qualifier. */
export const accountChangeSchema = z.discriminatedUnion('kind', [
  /** A variable on `$LATEST`; its value begins with the run's id. */
  z.object({ kind: z.literal('marker'), functionArn: z.string(), runId: z.string() }),
  /** A temporary function, with a log group of its own. */
  z.object({
    kind: z.literal('twin'),
    functionArn: z.string(),
    runId: z.string(),
    /** Whose twin it is, with the version. */
    of: z.string(),
    logGroup: z.string(),
  }),
]);
export type AccountChange = z.infer<typeof accountChangeSchema>;

/** What came of undoing a change. `gone`: it was not there (any more). `left`: it is not ours now, and stays. */
export const undoings = ['undone', 'gone', 'left'] as const;
export interface Undoing {
  readonly how: (typeof undoings)[number];
  /** What the user should know of it, in words; null: nothing. */
  readonly note: string | null;
}
