import { describe, expect, it } from 'vitest';
import { lambdaRoutes, matchRoute } from '../../../src/local/http/routes.ts';

const match = (method: string, path: string) => {
  const [pathname = '', search = ''] = path.split('?');
  return matchRoute(method, pathname, new URLSearchParams(search));
};

// Expected by https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html and the pages it leads to.
describe('routes of the Lambda API', () => {
  const f = '/2015-03-31/functions';
  it.each([
    { request: `POST ${f}/x/invocations`, want: 'Invoke' },
    { request: `GET ${f}`, want: 'ListFunctions' },
    { request: `GET ${f}/`, want: 'ListFunctions' },
    { request: `POST ${f}/`, want: 'CreateFunction' },
    { request: `GET ${f}/x`, want: 'GetFunction' },
    { request: `DELETE ${f}/x`, want: 'DeleteFunction' },
    { request: `PUT ${f}/x/code`, want: 'UpdateFunctionCode' },
    { request: `GET ${f}/x/aliases/a`, want: 'GetAlias' },
    { request: 'GET /2016-08-19/account-settings/', want: 'GetAccountSettings' },
    { request: 'PUT /2017-10-31/functions/x/concurrency', want: 'PutFunctionConcurrency' },
    { request: 'GET /2019-09-30/functions/x/concurrency', want: 'GetFunctionConcurrency' },
    {
      request: 'GET /2019-09-30/functions/x/provisioned-concurrency?List=ALL',
      want: 'ListProvisionedConcurrencyConfigs',
    },
    {
      request: 'GET /2019-09-30/functions/x/provisioned-concurrency?Qualifier=1',
      want: 'GetProvisionedConcurrencyConfig',
    },
    { request: `PUT ${f}/x/invocations`, want: undefined },
    { request: 'GET /2017-10-31/functions/x/concurrency', want: undefined },
    { request: `GET ${f}/%`, want: undefined },
    { request: `GET ${f}//code`, want: undefined },
  ])('$request → $want', ({ request, want }) => {
    const [method = '', path = ''] = request.split(' ');
    expect(match(method, path)?.operation).toBe(want);
  });

  it('decodes an ARN in the path', () => {
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:x:$LATEST';
    expect(match('GET', `${f}/${encodeURIComponent(arn)}`)?.name).toBe(arn);
  });

  it('has each operation once', () => {
    const names = lambdaRoutes.map(({ operation }) => operation);
    expect(new Set(names).size).toBe(names.length);
  });
});
