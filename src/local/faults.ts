import type { Fault, FaultEffect } from './fault-schema.ts';

/** What a fault is matched against. */
export interface FaultSubject {
  readonly operation: string;
  readonly functionName: string | null;
  /** `$LATEST` where the request names none; null where the operation has none. */
  readonly qualifier: string | null;
  /** Read only where a fault asks for it. */
  readonly payload: () => string;
}

/** The faults of a service with their counts: deterministic, in order of arrival. */
export interface Faults {
  /** There are none: nothing need be made ready to match them. */
  readonly isEmpty: boolean;
  /** The effects that hit this request, in the order of local.json; it is counted by each fault it matches. */
  readonly hit: (subject: FaultSubject) => readonly FaultEffect[];
}

const defaultOperation: Partial<Record<FaultEffect['kind'], string>> = {
  'provisioning-failed': 'PutProvisionedConcurrencyConfig',
  'empty-pages': 'FilterLogEvents',
  'live-tail-sampled': 'StartLiveTail',
  'live-tail-ends': 'StartLiveTail',
};

function matches({ match, effect }: Fault, subject: FaultSubject): boolean {
  const operation = match.operation ?? defaultOperation[effect.kind] ?? 'Invoke';
  return (
    (operation === '*' || operation === subject.operation) &&
    (match.functionName === undefined || match.functionName === subject.functionName) &&
    (match.qualifier === undefined || match.qualifier === subject.qualifier) &&
    (match.payloadContains === undefined || subject.payload().includes(match.payloadContains))
  );
}

/** Whether the `count`-th counted request (from 1) is meant. */
export function isNth(nth: Fault['nth'], count: number): boolean {
  if (nth === undefined) return true;
  if (typeof nth === 'number') return count === nth;
  if (typeof nth === 'string') return count % Number(nth.slice('every '.length)) === 0;
  return nth.from <= count && count <= nth.to;
}

export function createFaults(faults: readonly Fault[]): Faults {
  const counters = faults.map((fault) => ({ fault, counted: 0, hits: 0 }));
  return {
    isEmpty: faults.length === 0,
    hit: (subject) => {
      const effects: FaultEffect[] = [];
      for (const counter of counters) {
        const { fault } = counter;
        if (!matches(fault, subject)) continue;
        counter.counted += 1;
        if (!isNth(fault.nth, counter.counted)) continue;
        if (fault.times !== undefined && counter.hits >= fault.times) continue;
        counter.hits += 1;
        effects.push(fault.effect);
      }
      return effects;
    },
  };
}

/** The first effect of one kind among those that hit a request. */
export const effectOf = <Kind extends FaultEffect['kind']>(
  effects: readonly FaultEffect[],
  kind: Kind,
): Extract<FaultEffect, { kind: Kind }> | undefined =>
  effects.find((effect): effect is Extract<FaultEffect, { kind: Kind }> => effect.kind === kind);
