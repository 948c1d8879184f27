import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options?: { readonly type: 'minor' }) => void;

let collect: Collect | null = null;

function exposed(): Collect {
  try {
    setFlagsFromString('--expose-gc');
    const gc: unknown = runInNewContext('gc');
    return typeof gc === 'function' ? (gc as Collect) : () => {};
  } catch {
    return () => {};
  }
}

/** Up to here what a release and its replies allocate brings no collection about, but for the one of what is young. A
 * full one would only hold the release up: it takes ten milliseconds. */
const fewRequests = 16;

/** Collects garbage now, where Node allows it, so that no collection falls into what is timed next.
 * @param requests - of the release that comes */
export function collectGarbage(requests: number): void {
  collect ??= exposed();
  if (requests <= fewRequests) collect({ type: 'minor' });
  else collect();
}
