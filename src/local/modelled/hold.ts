import type { EngineRequest } from '../engine.ts';

/** @see docs/worker.md */
const defaultHoldMs = 250;
const maximumHoldMs = 900_000;

const asHoldMs = (value: unknown): number | null =>
  typeof value === 'number' && value >= 0 && value <= maximumHoldMs ? value : null;

function asked(payload: Uint8Array): number | null {
  // Most payloads are `{}`: they are not parsed a second time.
  if (payload.byteLength < '{"lambdaFanout":{}}'.length) return null;
  try {
    const event: unknown = JSON.parse(Buffer.from(payload).toString());
    const fanout =
      typeof event === 'object' && event !== null && 'lambdaFanout' in event && event.lambdaFanout;
    return typeof fanout === 'object' && fanout !== null && 'holdMs' in fanout
      ? asHoldMs(fanout.holdMs)
      : null;
  } catch {
    return null;
  }
}

/** How long a modelled worker holds its environment, by the rules of the worker contract: payload, else `HOLD_MS`, else
 * 250 ms. */
export function holdMsOf({ payload, version }: EngineRequest): number {
  const variable = version.environment.HOLD_MS;
  const configured = variable === undefined || variable === '' ? null : asHoldMs(Number(variable));
  return asked(payload) ?? configured ?? defaultHoldMs;
}
