import { operations } from '../model/operations.ts';
import { grantLine } from '../model/permissions.ts';

/** What a refusal for want of permission says. */
export interface Denial {
  /** IAM's name (`lambda:GetAlias`). */
  readonly action: string;
  /** Null: the answer did not name it. */
  readonly resourceArn: string | null;
  /** The policy whose explicit deny refused it (`a service control policy`): no grant helps. Null: nothing allowed it. */
  readonly deniedBy: string | null;
}

const named = /perform: ([a-z-]+:[A-Za-z]+)(?: on resource: (\S+))?/;
const denied = /explicit deny in ((?:an?|the) [a-z -]*?policy|[a-z -]+ boundary)/i;

const isOperation = (word: string): word is keyof typeof operations => Object.hasOwn(operations, word);

/**
 * Reads an `AccessDenied` answer.
 * @param what - names the operation where the answer does not (`GetAlias`, `Lambda Invoke`)
 * @returns null where neither names an action
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function denialOf(message: string, what: string): Denial | null {
  const [, action, resourceArn] = named.exec(message) ?? [];
  const operation = what.split(' ').find(isOperation);
  const asked = action ?? (operation === undefined ? null : operations[operation].action);
  if (asked === null) return null;
  return {
    action: asked,
    resourceArn: resourceArn ?? null,
    deniedBy: denied.exec(message)?.[1] ?? null,
  };
}

/** What to do about a denial: the policy line that grants the action, or who forbids it. */
export const remedyOf = ({ action, resourceArn, deniedBy }: Denial): string =>
  deniedBy === null
    ? `this statement grants it: ${grantLine(action, resourceArn ?? '*')}`
    : `${deniedBy} denies it explicitly, which no grant outweighs: ask whoever keeps it`;
