import type { IncomingHttpHeaders } from 'node:http';
import type { FaultEffect } from '../fault-schema.ts';
import type { RouteMatch } from './routes.ts';

/** One request of the Lambda API, read and matched. */
export interface ApiRequest {
  readonly route: RouteMatch;
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
  /** Answered as `x-amzn-RequestId`; of an invocation also in its log. */
  readonly requestId: string;
  readonly effects: readonly FaultEffect[];
}

/** A header's only value, or null. */
export function header(request: ApiRequest, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : (value?.[0] ?? null);
}
