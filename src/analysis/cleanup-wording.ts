import type { AccountChange, Undoing } from '../model/account-change.ts';
import { markerName } from '../model/account-names.ts';

const nameIn = (functionArn: string): string => functionArn.split(':')[6] ?? functionArn;

/** What undoing a change means, as an order. */
export const undoingInWords = (change: AccountChange): string =>
  change.kind === 'marker'
    ? `take the variable ${markerName} off ${nameIn(change.functionArn)} ($LATEST)`
    : `delete the function ${nameIn(change.functionArn)} and its log group`;

const outcomes = {
  undone: 'undone',
  gone: 'not there any more',
  left: 'left as it is',
} satisfies Record<Undoing['how'], string>;

/** What came of it. */
export const undoneInWords = ({ how, note }: Undoing): string =>
  note === null ? outcomes[how] : `${outcomes[how]}: ${note}`;
