import { afterEach, describe, expect, it } from 'vitest';
import { type Environment, ignoredProxy } from '../../src/aws/ignored-proxy.ts';
import { AwsDispatch } from '../../src/aws/invoke.ts';
import { targetPort } from '../../src/aws/target-port.ts';
import type { FanoutEvent } from '../../src/model/fanout.ts';
import { useExampleCredentials } from '../support/aws-credentials.ts';
import { realClock, realEventLoop } from '../support/real-clock.ts';
import { invokeAnswer, type Stub, startStub } from '../support/stub-lambda.ts';

useExampleCredentials();

const lambda = { secure: true, host: 'lambda.eu-central-1.amazonaws.com', port: 443 };
const plain = { secure: false, host: '10.1.2.3', port: 9001 };
const v6 = { secure: false, host: 'fd00::17', port: 80 };
const https = { HTTPS_PROXY: 'http://user:secret@proxy:3128' };
const http = { http_proxy: 'http://proxy:3128' };

describe('a proxy that nobody uses', () => {
  it.each<readonly [Environment, typeof lambda, string | null]>([
    [{}, lambda, null],
    [https, lambda, 'HTTPS_PROXY'],
    [{ https_proxy: 'p', ...https }, lambda, 'https_proxy'],
    [{ ALL_PROXY: 'p' }, lambda, 'ALL_PROXY'],
    [{ HTTPS_PROXY: ' ' }, lambda, null],
    // A variable is of the scheme of what is asked for, not of the proxy.
    [http, lambda, null],
    [https, plain, null],
    [http, plain, 'http_proxy'],
    [http, { ...plain, host: '127.0.0.1' }, null],
    [http, { ...plain, host: '::1' }, null],
    [http, { ...plain, host: 'localhost' }, null],
  ])('%j, %j: %s', (env, endpoint, variable) => {
    expect(ignoredProxy(env, endpoint)?.variable ?? null).toBe(variable);
  });

  it.each([
    ['*', lambda, true],
    ['amazonaws.com', lambda, true],
    ['.amazonaws.com', lambda, true],
    ['*.amazonaws.com', lambda, true],
    ['Lambda.EU-central-1.Amazonaws.COM', lambda, true],
    ['example.com, amazonaws.com', lambda, true],
    ['example.com amazonaws.com', lambda, true],
    ['amazonaws.com:443', lambda, true],
    ['amazonaws.com:8443', lambda, false],
    ['zonaws.com', lambda, false],
    ['amazonaws.com.example.com', lambda, false],
    ['', lambda, false],
    [',', lambda, false],
    ['10.1.2.3', plain, true],
    ['10.1.2.3:9001', plain, true],
    ['10.1.2.3:80', plain, false],
    ['10.0.0.0/8', plain, true],
    ['10.1.2.0/24', plain, true],
    ['10.1.3.0/24', plain, false],
    ['10.1.2.3/99', plain, false],
    ['nonsense/8', plain, false],
    ['fd00::17', v6, true],
    ['[fd00::17]', v6, true],
    ['[fd00::17]:80', v6, true],
    ['[fd00::17]:81', v6, false],
    ['fd00::/8', v6, true],
    ['10.0.0.0/8', v6, false],
  ] as const)('NO_PROXY=%s, %j: %s', (value, endpoint, isExempt) => {
    const proxies = { ...https, ...http };
    expect(ignoredProxy({ ...proxies, NO_PROXY: value }, endpoint) === null).toBe(isExempt);
    expect(ignoredProxy({ ...proxies, no_proxy: value }, endpoint) === null).toBe(isExempt);
  });

  it('small letters come first', () => {
    const env = { ...https, no_proxy: 'example.com', NO_PROXY: 'amazonaws.com' };
    expect(ignoredProxy(env, lambda)).not.toBeNull();
  });
});

describe('a run', () => {
  const target = { functionName: 'worker_lambda', qualifier: '$LATEST', region: 'eu-central-1' };
  const never = new AbortController().signal;
  const payload = Buffer.from('{}');
  const open: { close: () => unknown }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  const dispatchTo = (endpointUrl: string, env: Environment): AwsDispatch => {
    const dispatch = new AwsDispatch({ endpointUrl, env }, target, {
      clock: realClock,
      eventLoop: realEventLoop,
    });
    open.push(dispatch);
    return dispatch;
  };
  /** This machine, by a name that is not that of its loopback. */
  const elsewhere = (stub: Stub): string => stub.url.replace('127.0.0.1', '0.0.0.0');

  it('says once that a proxy was not used, and not what it is', async () => {
    const stub = await startStub(({ nth }) => invokeAnswer(nth));
    open.push(stub);
    const events: FanoutEvent[] = [];
    const dispatch = dispatchTo(elsewhere(stub), { HTTP_PROXY: 'http://user:secret@proxy:3128' });
    dispatch.tell((event) => events.push(event));
    for (let round = 0; round < 2; round += 1) {
      await dispatch.connect(2, never, () => {});
      const replies = [0, 1].map(() => dispatch.stage({ target, payload }));
      await dispatch.staged(never, () => {});
      dispatch.release(10_000);
      expect((await Promise.all(replies)).map(({ reply }) => reply.outcome)).toEqual(['ok', 'ok']);
    }
    expect(events).toEqual([
      {
        kind: 'note',
        code: 'proxy-ignored',
        message: expect.stringMatching(/^HTTP_PROXY is set and .*0\.0\.0\.0/),
      },
    ]);
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  it('that cannot reach Lambda says so too, whoever asked first', async () => {
    const stub = await startStub(() => 'silence');
    await stub.close();
    const env = { HTTP_PROXY: 'http://proxy:3128' };
    const refused = {
      name: 'UnreachableError',
      hint: expect.stringMatching(/^HTTP_PROXY is set, but neither .* 0\.0\.0\.0:\d+ can be reached/),
    };
    await expect(dispatchTo(elsewhere(stub), env).connect(1, never, () => {})).rejects.toMatchObject(refused);
    const port = targetPort({ endpointUrl: elsewhere(stub), env }, realClock);
    open.push(port);
    await expect(port.facts(target)).rejects.toMatchObject(refused);
    const exempt = targetPort(
      { endpointUrl: elsewhere(stub), env: { ...env, NO_PROXY: '0.0.0.0' } },
      realClock,
    );
    open.push(exempt);
    await expect(exempt.facts(target)).rejects.toMatchObject({
      hint: expect.stringMatching(/^Check --endpoint-url/),
    });
  });
});
