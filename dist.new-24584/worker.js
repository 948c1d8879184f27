// src/worker.ts
import { randomUUID } from 'node:crypto';

var maximumHoldMs = 9e5;
var defaultHoldMs = 250;
var environmentId = randomUUID();
var initStartedAt = performance.timeOrigin;
var wallMs = () => performance.timeOrigin + performance.now();
var asHoldMs = (value) => (typeof value === 'number' && value >= 0 && value <= maximumHoldMs ? value : null);
function holdMsOf(event) {
  const asked =
    typeof event === 'object' && event !== null && 'lambdaFanout' in event ? event.lambdaFanout : void 0;
  const fromEvent =
    typeof asked === 'object' && asked !== null && 'holdMs' in asked ? asHoldMs(asked.holdMs) : null;
  const environment = process.env.HOLD_MS;
  const fromEnvironment = environment === void 0 || environment === '' ? null : asHoldMs(Number(environment));
  return fromEvent ?? fromEnvironment ?? defaultHoldMs;
}
function withFanout(handler) {
  const initEndedAt = wallMs();
  return async (event, context) => {
    const handlerStartedAt = wallMs();
    const holding = new Promise((resolve) => {
      const holdMs = holdMsOf(event);
      if (holdMs === 0) resolve();
      else setTimeout(resolve, holdMs);
    });
    const result = await handler?.(event, context);
    await holding;
    const isObject = typeof result === 'object' && result !== null && !Array.isArray(result);
    return {
      ...(isObject ? result : result === void 0 ? {} : { result }),
      environmentId,
      initializationType: process.env.AWS_LAMBDA_INITIALIZATION_TYPE ?? null,
      initStartedAt,
      initEndedAt,
      handlerStartedAt,
      handlerEndedAt: wallMs(),
      logStream: process.env.AWS_LAMBDA_LOG_STREAM_NAME ?? null,
    };
  };
}

export { withFanout };
