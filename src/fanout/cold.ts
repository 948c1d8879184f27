import { markerValue, runOfMarker, twinPrefix } from '../model/account-names.ts';
import type { AccountPort, LatestState, TwinSource } from '../model/account-port.ts';
import { type ColdMaker, type ColdNote, type ColdRound, notUndone } from '../model/cold.ts';
import { FanoutError, messageOf, UsageError } from '../model/errors.ts';
import type { Journal } from '../model/journal.ts';
import type { Clock } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { undo } from './undo.ts';

export interface ColdPorts {
  readonly account: AccountPort;
  readonly journal: Journal;
  readonly clock: Clock;
}

/** Whose rounds are to be first contact. */
export interface ColdSubject {
  readonly target: Target;
  /** Without a qualifier. */
  readonly functionArn: string;
  readonly logGroup: string;
  readonly runId: string;
}

const nameIn = (functionArn: string): string => functionArn.split(':')[6] ?? functionArn;

const leftNote = (what: string, why: string, { path }: Journal): ColdNote => ({
  code: notUndone,
  message: `${what} is still there: ${why}. ${path === null ? 'Remove it yourself.' : `Undo it with: lambda-fanout cleanup --journal ${JSON.stringify(path)}`}`,
});

/** Undoes all that is open in a journal, and closes it. */
async function undoAll(
  { account, journal }: ColdPorts,
  signal: AbortSignal,
  nameOf: (functionArn: string) => string,
): Promise<readonly ColdNote[]> {
  const notes: ColdNote[] = [];
  for (const open of journal.open()) {
    const what = nameOf(open.change.functionArn);
    if (signal.aborted) {
      notes.push(leftNote(what, 'the run was interrupted twice', journal));
      continue;
    }
    try {
      const undoing = await undo(open, account, signal);
      await journal.undone(open.id, undoing);
      if (undoing.note !== null) notes.push({ code: 'changed-since', message: `${what}: ${undoing.note}.` });
    } catch (error) {
      // A bug would be told here too: that something is left must be said in every case.
      const hint = error instanceof FanoutError ? ` (${error.hint})` : '';
      notes.push(leftNote(what, `${messageOf(error).replace(/\.$/, '')}${hint}`, journal));
    }
  }
  await journal.close().catch((error: unknown) => {
    notes.push({ code: 'journal', message: messageOf(error) });
  });
  return notes;
}

/**
 * Retires the on-demand environments of `$LATEST` before each round by a changed environment variable, which `end`
 * takes away. Versions and aliases are not touched.
 */
export function coldByMarker(subject: ColdSubject, ports: ColdPorts): ColdMaker {
  const { functionArn, runId, target, logGroup } = subject;
  const { account, journal } = ports;
  let state: LatestState | null = null;
  let id = 0;
  return {
    before: async (round, signal) => {
      if (state === null) {
        state = await account.latest(functionArn, signal);
        if (state === null)
          throw new UsageError(`There is no function ${functionArn}.`, 'Check --function-name and --region.');
        if (state.marker !== null) throw alreadyMarked(functionArn, state.marker);
        id = await journal.intend({ kind: 'marker', functionArn, runId });
      } else await journal.done(id, null);
      state = await account.mark(functionArn, markerValue(runId, round), state.revisionId, signal);
      await journal.done(id, state.revisionId);
      return { target };
    },
    logGroupOf: () => logGroup,
    end: (signal) => undoAll(ports, signal, (arn) => `the marker variable on ${nameIn(arn)}`),
  };
}

const alreadyMarked = (functionArn: string, marker: string): UsageError =>
  new UsageError(
    `${nameIn(functionArn)} carries the marker of another run (${runOfMarker(marker)}): both would retire each other's environments`,
    'Wait until that run has ended; if it was killed, undo what it left with: lambda-fanout cleanup (or cleanup --find).',
  );

/** Digits of the run's id in a twin's name: the name of a function has 64 characters at most. */
const idDigits = 16;

/**
 * Invokes another temporary function in each round, made from code and configuration of the target's version. A twin
 * goes when the next one is made, the last one and all log groups at the `end`: until then a REPORT may be looked for.
 */
export function coldByTwins(subject: ColdSubject, ports: ColdPorts): ColdMaker {
  const { account, journal, clock } = ports;
  const { runId, functionArn } = subject;
  let source: TwinSource | null = null;
  let before: string | null = null;
  const logGroups = new Map<string, string>();
  const told = new Set<string>();
  const planOf = (round: number) => {
    const functionName = `${twinPrefix}${runId.replaceAll('-', '').slice(0, idDigits)}-${round}`;
    const madeAt = new Date(clock.wallMs()).toISOString();
    return { functionName, runId, madeAt, logGroup: `/aws/lambda/${functionName}` };
  };
  const makeFor = async (round: number, signal: AbortSignal): Promise<ColdRound> => {
    source ??= await account.twinSource(subject.target, signal);
    // Where it stays it is undone at the end, and told there.
    if (before !== null) await account.deleteFunction(before, signal).catch(() => {});
    const plan = planOf(round);
    const twinArn = [...functionArn.split(':').slice(0, 6), plan.functionName].join(':');
    const id = await journal.intend({
      kind: 'twin',
      functionArn: twinArn,
      runId,
      of: `${functionArn}:${source.version}`,
      logGroup: plan.logGroup,
    });
    const twin = await source.make(plan, signal);
    await journal.done(id, null);
    before = twinArn;
    for (const difference of twin.differences) told.add(difference);
    logGroups.set(plan.functionName, plan.logGroup);
    return { target: twin.target };
  };
  return {
    before: makeFor,
    logGroupOf: (functionName) => logGroups.get(functionName) ?? null,
    end: async (signal) => [
      ...[...told].map((message) => ({
        code: 'twin-differs',
        message: `The twins differ from their original: ${message}.`,
      })),
      ...(await undoAll(ports, signal, (arn) => `the twin ${nameIn(arn)}`)),
    ],
  };
}
