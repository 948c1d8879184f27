import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | null = null;

function exposed(): () => void {
  try {
    setFlagsFromString('--expose-gc');
    const gc: unknown = runInNewContext('gc');
    return typeof gc === 'function' ? () => gc() : () => {};
  } catch {
    return () => {};
  }
}

/** Collects garbage now, where Node allows it, so that no collection falls into what is timed next. */
export function collectGarbage(): void {
  collect ??= exposed();
  collect();
}
