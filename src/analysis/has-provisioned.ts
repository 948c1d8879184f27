import type { TargetFacts } from '../model/target.ts';

/** Does the target have provisioned concurrency? `$LATEST` never has. Null: it could not be read. */
export function hasProvisioned(target: TargetFacts): boolean | null {
  if (target.provisioned !== null) return target.provisioned.requested > 0;
  if (target.qualifier === '$LATEST') return false;
  return target.unread.some(({ fact }) => /provision/i.test(fact)) ? null : false;
}
