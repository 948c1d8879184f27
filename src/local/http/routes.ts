/** Where an operation of the Lambda API lives. `{name}` and `{alias}` stand for one path segment.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
interface Route {
  readonly method: string;
  readonly path: string;
  /** Query parameter that tells two operations of one path apart. */
  readonly query?: string;
  readonly operation: string;
}

const functions = '/2015-03-31/functions';
const provisioned = '/2019-09-30/functions/{name}/provisioned-concurrency';

export const lambdaRoutes = [
  { method: 'POST', path: `${functions}/{name}/invocations`, operation: 'Invoke' },
  { method: 'POST', path: functions, operation: 'CreateFunction' },
  { method: 'GET', path: functions, operation: 'ListFunctions' },
  { method: 'GET', path: `${functions}/{name}`, operation: 'GetFunction' },
  { method: 'DELETE', path: `${functions}/{name}`, operation: 'DeleteFunction' },
  { method: 'GET', path: `${functions}/{name}/configuration`, operation: 'GetFunctionConfiguration' },
  { method: 'PUT', path: `${functions}/{name}/configuration`, operation: 'UpdateFunctionConfiguration' },
  { method: 'PUT', path: `${functions}/{name}/code`, operation: 'UpdateFunctionCode' },
  { method: 'POST', path: `${functions}/{name}/versions`, operation: 'PublishVersion' },
  { method: 'GET', path: `${functions}/{name}/versions`, operation: 'ListVersionsByFunction' },
  { method: 'POST', path: `${functions}/{name}/aliases`, operation: 'CreateAlias' },
  { method: 'GET', path: `${functions}/{name}/aliases`, operation: 'ListAliases' },
  { method: 'GET', path: `${functions}/{name}/aliases/{alias}`, operation: 'GetAlias' },
  { method: 'PUT', path: `${functions}/{name}/aliases/{alias}`, operation: 'UpdateAlias' },
  { method: 'DELETE', path: `${functions}/{name}/aliases/{alias}`, operation: 'DeleteAlias' },
  { method: 'PUT', path: provisioned, operation: 'PutProvisionedConcurrencyConfig' },
  { method: 'GET', path: provisioned, query: 'List', operation: 'ListProvisionedConcurrencyConfigs' },
  { method: 'GET', path: provisioned, operation: 'GetProvisionedConcurrencyConfig' },
  { method: 'DELETE', path: provisioned, operation: 'DeleteProvisionedConcurrencyConfig' },
  { method: 'PUT', path: '/2017-10-31/functions/{name}/concurrency', operation: 'PutFunctionConcurrency' },
  {
    method: 'DELETE',
    path: '/2017-10-31/functions/{name}/concurrency',
    operation: 'DeleteFunctionConcurrency',
  },
  { method: 'GET', path: '/2019-09-30/functions/{name}/concurrency', operation: 'GetFunctionConcurrency' },
  { method: 'GET', path: '/2016-08-19/account-settings', operation: 'GetAccountSettings' },
] as const satisfies readonly Route[];

export type LambdaOperation = (typeof lambdaRoutes)[number]['operation'];

const compiled = (lambdaRoutes as readonly (Route & { operation: LambdaOperation })[]).map((route) => ({
  ...route,
  segments: route.path.slice(1).split('/'),
}));

export interface RouteMatch {
  readonly operation: LambdaOperation;
  /** Path parameters, decoded. */
  readonly name: string;
  readonly alias: string;
}

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/** The operation of a method and path; a slash at the end makes no difference. Null: there is none. */
export function matchRoute(method: string, pathname: string, query: URLSearchParams): RouteMatch | null {
  const raw = pathname.replace(/^\/+|\/+$/g, '').split('/');
  for (const route of compiled) {
    const { segments } = route;
    if (route.method !== method || segments.length !== raw.length) continue;
    if (route.query !== undefined && !query.has(route.query)) continue;
    const parameters: Record<string, string> = {};
    const fits = segments.every((segment, index) => {
      const actual = decoded(raw[index] ?? '');
      if (actual === null || actual === '') return false;
      if (!segment.startsWith('{')) return segment === actual;
      parameters[segment.slice(1, -1)] = actual;
      return true;
    });
    if (fits) {
      return { operation: route.operation, name: parameters.name ?? '', alias: parameters.alias ?? '' };
    }
  }
  return null;
}
