import type { TriedPermission } from '../../model/doctor.ts';
import { type OperationName, operations } from '../../model/operations.ts';
import { commandNeeds, type Need } from '../../model/permissions.ts';
import { error, type Finding, note, ok, type Rule, warning } from './finding.ts';

/** Whether every `bench` fails without it, whatever its options. */
const isNeeded = (operation: OperationName): boolean =>
  operations[operation].access === 'invoke' ||
  (commandNeeds.bench as readonly Need[]).some(
    (need) => need.operation === operation && need.feature === null && need.level === 'needed',
  );

function denied({ operation, functionName }: TriedPermission, says: string): Finding {
  const needed = isNeeded(operation);
  return (needed ? error : warning)(
    'permission',
    functionName,
    `${operation} was refused: ${says}.`,
    needed
      ? 'Nothing can be measured without it: add the statement, or use other credentials (--profile).'
      : 'Add the statement, or go on without what it tells.',
  );
}

/** What was tried. What allows itself is one finding, so that the others are not drowned. */
export const permissions: Rule = ({ facts: { tried } }) => {
  const allowed = tried.filter(({ result }) => result === 'allowed');
  return [
    ...tried.flatMap((each) =>
      each.result === 'denied'
        ? [denied(each, each.says)]
        : each.result === 'failed'
          ? [note('not-read', each.functionName, `${each.operation} failed: ${each.says}`, 'Run it again.')]
          : [],
    ),
    ...(allowed.length === 0
      ? []
      : [
          ok(
            'permission',
            [...new Set(allowed.map(({ functionName }) => functionName))].join(', '),
            `${allowed.length} of ${tried.length} permissions that were tried are there.`,
          ),
        ]),
  ];
};
