import { describe, expect, it } from 'vitest';
import { classicDeployment, parseLocalProvisioning } from '../../src/local/classic-deployment.ts';
import { localConfig, localConfigJsonSchema, parseLocalConfig } from '../../src/local/config.ts';
import { UsageError } from '../../src/model/errors.ts';

describe('local.json', () => {
  it('has a default for every key', () => {
    expect(parseLocalConfig('{}', '/x/local.json')).toEqual({
      port: 9_001,
      region: 'us-east-1',
      accountId: '123456789012',
      accountConcurrency: 1_000,
      ingestionDelayMs: 0,
      retentionMs: 300_000,
      updateDelayMs: 0,
      provisioning: { delayMs: 0, perSecond: 100 },
      initOnFirstProvisionedRequest: true,
      functions: [],
      faults: [],
    });
  });

  it('takes folders relative to the file', () => {
    const text = '{"functions":[{"functionName":"a","folder":"./h"},{"functionName":"b","folder":"/abs"}]}';
    const { functions } = parseLocalConfig(text, '/x/y/local.json');
    expect(functions.map(({ folder }) => folder)).toEqual(['/x/y/h', '/abs']);
    expect(functions[0]).toMatchObject({
      handler: 'index.handler',
      timeoutMs: 3_000,
      publish: true,
    });
  });

  it.each([
    { text: '{', says: ['local.json is not JSON'] },
    { text: '[]', says: ['the file', 'expected object'] },
    { text: '{"prot":1}', says: ['the top level has no key "prot"', 'allowed: port, region'] },
    { text: '{"port":"x"}', says: ['port: ', 'expected number'] },
    { text: '{"port":70000}', says: ['port: ', '65535'] },
    { text: '{"functions":[{"functionName":"a"}]}', says: ['functions[0].folder: '] },
    {
      text: '{"functions":[{"functionName":"a","folder":".","memory":1}]}',
      says: ['functions[0] has no key "memory"', 'memorySizeMb'],
    },
    {
      text: '{"functions":[{"functionName":"a","folder":".","memorySizeMb":64}]}',
      says: ['functions[0].memorySizeMb: ', '128'],
    },
    {
      text: '{"functions":[{"functionName":"a","folder":".","aliases":[{"name":"l","provisioned":{"requested":5,"course":{"serving":6}}}]}]}',
      says: ['functions[0].aliases[0].provisioned.course.serving: serving must not be more than requested'],
    },
    {
      text: '{"functions":[{"functionName":"a","model":{"preset":"cobol"}}]}',
      says: ['functions[0].model.preset: ', 'node22-arm64'],
    },
    {
      text: '{"functions":[{"functionName":"a","folder":".","model":{"preset":"go-x86"}}]}',
      says: ['functions[0].model: contradicts folder'],
    },
    {
      text: '{"functions":[{"functionName":"a","runtime":"nodejs22.x","model":{"preset":"go-x86"}}]}',
      says: ['functions[0].runtime: contradicts model'],
    },
    {
      text: '{"functions":[{"functionName":"a","model":{"preset":"go-x86","init":{"p50Ms":9,"p99Ms":8}}}]}',
      says: ['functions[0].model.init.p99Ms: must not be less than p50Ms'],
    },
    {
      text: '{"functions":[{"functionName":"a","folder":"."},{"functionName":"a","folder":"."}]}',
      says: ['two functions are named a'],
    },
    { text: '{"faults":[{"effect":{"kind":"magic"}}]}', says: ['faults[0].effect'] },
    { text: '{"faults":[{"effect":{"kind":"slow"}}]}', says: ['faults[0].effect.delayMs'] },
    {
      text: '{"faults":[{"nth":{"from":5,"to":2},"effect":{"kind":"no-tail"}}]}',
      says: ['faults[0].nth.to: must not be less than from'],
    },
    { text: '{"faults":[{"nth":"every 0","effect":{"kind":"no-tail"}}]}', says: ['faults[0].nth'] },
    {
      text: '{"faults":[{"effect":{"kind":"reset","after":true}}]}',
      says: ['faults[0].effect has no key "after"', 'afterRunning'],
    },
  ])('$text is a usage error that names the key', ({ text, says }) => {
    let thrown: unknown;
    try {
      parseLocalConfig(text, 'local.json');
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(UsageError);
    const { message, hint } = thrown as UsageError;
    for (const part of says) expect(message).toContain(part);
    expect(hint).toContain('docs/local.md');
    expect(message).not.toContain('\n');
  });

  it('documents every key', () => {
    const undocumented: string[] = [];
    const walk = (node: ReturnType<typeof localConfigJsonSchema>, path: string): void => {
      for (const [key, value] of Object.entries(node.properties ?? {})) {
        const isTag = key === 'kind' || /nth\.(from|to)$|course\.serving$/.test(`${path}.${key}`);
        if (!value.description && !isTag) undocumented.push(`${path}.${key}`);
        walk(value, `${path}.${key}`);
      }
      if (node.items) walk(node.items, `${path}[]`);
      for (const each of [...(node.anyOf ?? []), ...(node.oneOf ?? [])]) walk(each, path);
    };
    walk(localConfigJsonSchema(), '');
    expect(undocumented).toEqual([]);
  });
});

describe('the classic deployment', () => {
  it.each([
    { text: 'ready', want: 'ready' },
    { text: 'pending', want: 'pending' },
    { text: '5of10', want: { serving: 5, requested: 10 } },
    { text: '0of1', want: { serving: 0, requested: 1 } },
    { text: '10of10', want: { serving: 10, requested: 10 } },
    { text: 'pending:6s', want: { serving: 0, requested: null, readyAfterMs: 6_000 } },
    { text: '5of10:250ms', want: { serving: 5, requested: 10, readyAfterMs: 250 } },
  ])('--local-provisioning $text', ({ text, want }) => {
    expect(parseLocalProvisioning(text)).toEqual(want);
  });

  it.each([
    '',
    'soon',
    '11of10',
    '-1of10',
    '0of0',
    '5 of 10',
    '5of',
    '1e3of9999',
    'ready:6s',
    'pending:6',
    'pending:61m',
  ])('refuses %s', (text) => {
    expect(() => parseLocalProvisioning(text)).toThrow(UsageError);
  });

  it.each([
    { options: {}, provisioned: { requested: 10, course: 'ready' } },
    { options: { provisioning: 'pending' as const }, provisioned: { requested: 10, course: 'pending' } },
    {
      options: { provisioning: { serving: 5, requested: 20 } },
      provisioned: { requested: 20, course: { serving: 5 } },
    },
    {
      options: { provisioning: { serving: 0, requested: null, readyAfterMs: 6_000 }, provisioned: 4 },
      provisioned: { requested: 4, course: { serving: 0, readyAfterMs: 6_000 } },
    },
    { options: { provisioned: 3 }, provisioned: { requested: 3, course: 'ready' } },
    { options: { provisioned: 0 }, provisioned: undefined },
  ])('with $options', ({ options, provisioned }) => {
    const deployed = classicDeployment({ provisioning: 'ready', code: { folder: '/w' }, ...options });
    expect(deployed).toMatchObject({
      functionName: 'worker_lambda',
      handler: 'index.handler',
      folder: '/w',
      publish: true,
    });
    expect(deployed.aliases).toHaveLength(1);
    expect(deployed.aliases[0]).toMatchObject({ name: 'worker_lambda_alias', version: '1' });
    expect(deployed.aliases[0]?.provisioned).toEqual(provisioned);
    expect(localConfig({ functions: [deployed] }).functions).toEqual([deployed]);
  });

  it('puts a model in the place of code', () => {
    const model = { preset: 'go-x86', seed: 3 } as const;
    const deployed = classicDeployment({ provisioning: 'ready', code: { model } });
    expect(deployed).toMatchObject({ functionName: 'worker_lambda', model, timeoutMs: 60_000 });
    expect([deployed.folder, deployed.memorySizeMb]).toEqual([undefined, undefined]);
  });

  it('refuses two numbers', () => {
    expect(() =>
      classicDeployment({
        provisioned: 3,
        provisioning: { serving: 5, requested: 10 },
        code: { folder: '/w' },
      }),
    ).toThrow('--provisioned 3 contradicts --local-provisioning 5of10');
  });
});
