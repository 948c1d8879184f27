import type { ColdWay } from '../model/cold.ts';
import type { HeaderLine } from '../model/run-file.ts';
import type { TargetFacts } from '../model/target.ts';

/** Every round was to be first contact, by something that was done for it. */
export const madeCold = (cold: ColdWay | undefined): boolean => cold === 'marker' || cold === 'twins';

/** In the place of the qualifier of what was measured. */
export const twinQualifier = 'a twin';

/** The target as its rounds met it. Twins are functions of their own: on demand, without the provisioned and reserved
 * concurrency of their original, and the version that runs is their own. */
export function measuredTarget({ target, plan }: Pick<HeaderLine, 'target' | 'plan'>): TargetFacts {
  if (plan.cold !== 'twins') return target;
  return {
    ...target,
    qualifier: twinQualifier,
    version: null,
    weights: {},
    provisioned: null,
    reservedConcurrency: null,
    unread: target.unread.filter(({ fact }) => !/provision|reserved/i.test(fact)),
  };
}
