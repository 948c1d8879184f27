import type { IncomingMessage } from 'node:http';
import { type CodeDownload, downloadOf } from '../control/code-location.ts';
import { logsTargetPrefix } from './logs-api.ts';
import { matchRoute, type RouteMatch } from './routes.ts';

/** Which API and operation a request is for. One port serves both APIs: Logs names its operation in a header. */
export type Destination =
  | { readonly api: 'lambda'; readonly route: RouteMatch; readonly query: URLSearchParams }
  | { readonly api: 'logs'; readonly operation: string }
  /** A deployment package, whose address GetFunction gave. */
  | { readonly api: 'code'; readonly download: CodeDownload }
  /** Lambda has it, or may have it, but this service does not. */
  | { readonly api: 'none'; readonly statusCode: 404 | 501 };

export function destinationOf(request: IncomingMessage): Destination {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string' && target.startsWith(logsTargetPrefix)) {
    return { api: 'logs', operation: target.slice(logsTargetPrefix.length) };
  }
  const [pathname = '/', search = ''] = (request.url ?? '/').split('?', 2);
  const query = new URLSearchParams(search);
  const route = matchRoute(request.method ?? 'GET', pathname, query);
  if (route !== null) return { api: 'lambda', route, query };
  const download = request.method === 'GET' ? downloadOf(pathname) : null;
  if (download !== null) return { api: 'code', download };
  return { api: 'none', statusCode: /^\/\d{4}-\d{2}-\d{2}\//.test(pathname) ? 501 : 404 };
}

/** The operation's name for the request log. */
export const operationName = (destination: Destination): string | null =>
  destination.api === 'lambda'
    ? destination.route.operation
    : destination.api === 'logs'
      ? destination.operation
      : destination.api === 'code'
        ? 'download of code'
        : null;
