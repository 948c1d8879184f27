import type { AccountChange, Undoing } from '../model/account-change.ts';
import { runOfMarker } from '../model/account-names.ts';
import type { AccountPort } from '../model/account-port.ts';
import type { OpenChange } from '../model/journal.ts';

type ChangeOf<Kind extends AccountChange['kind']> = Extract<AccountChange, { kind: Kind }>;

async function undoMarker(
  change: ChangeOf<'marker'>,
  leftRevisionId: string | null,
  account: AccountPort,
  signal: AbortSignal,
): Promise<Undoing> {
  const state = await account.latest(change.functionArn, signal);
  if (state === null) return { how: 'gone', note: 'the function is not there any more' };
  if (state.marker === null) return { how: 'gone', note: null };
  if (runOfMarker(state.marker) !== change.runId)
    return { how: 'left', note: 'another run has set the marker since: it is that run’s to take away' };
  await account.mark(change.functionArn, null, state.revisionId, signal);
  return {
    how: 'undone',
    note:
      leftRevisionId === null || leftRevisionId === state.revisionId
        ? null
        : 'its configuration was changed by somebody else since: the marker alone was taken out',
  };
}

async function undoTwin(
  change: ChangeOf<'twin'>,
  account: AccountPort,
  signal: AbortSignal,
): Promise<Undoing> {
  const maker = await account.madeBy(change.functionArn);
  if (maker !== 'gone') {
    if (maker.runId !== change.runId)
      return { how: 'left', note: 'a function of this name is there, but this run did not make it' };
    await account.deleteFunction(change.functionArn, signal);
  }
  await account.deleteLogGroup(change.logGroup);
  return { how: maker === 'gone' ? 'gone' : 'undone', note: null };
}

/**
 * Undoes one change, whether or not it was ever made, and however often it is called. What is not of this run is left
 * alone, and what somebody else has changed since is kept.
 *
 * @throws UsageError, UnreachableError where AWS refuses
 */
export const undo = (
  { change, revisionId }: Pick<OpenChange, 'change' | 'revisionId'>,
  account: AccountPort,
  signal: AbortSignal,
): Promise<Undoing> =>
  change.kind === 'marker'
    ? undoMarker(change, revisionId, account, signal)
    : undoTwin(change, account, signal);
