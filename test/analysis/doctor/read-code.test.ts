import { describe, expect, it } from 'vitest';
import { type CodeFacts, isReadCode, readCode } from '../../../src/analysis/doctor/code/read-code.ts';
import { nearestName } from '../../../src/analysis/doctor/variables.ts';

type Texts = Readonly<Record<string, string>>;

const read = (files: Texts, handler = 'index.handler', variables: Texts = {}) =>
  readCode(
    {
      kind: 'read',
      handler,
      skipped: [],
      files: Object.entries(files).map(([path, text]) => ({ path, text })),
    },
    variables,
  );
const facts = (text: string, variables: Texts = {}): CodeFacts => {
  const code = read({ 'index.mjs': text }, 'index.handler', variables);
  if (!isReadCode(code)) throw new Error(code.why);
  return code;
};

describe('whom a call invokes', () => {
  const command = (request: string): string =>
    `import { InvokeCommand } from '@aws-sdk/client-lambda'; export const handler = () => client.send(new InvokeCommand(${request}));`;
  const variables = { NAME: 'worker', ALIAS: 'live' };
  it.each([
    ['a string', command("{ FunctionName: 'worker' }"), 'worker', null],
    [
      'a variable',
      command('{ FunctionName: process.env.NAME, Qualifier: process.env.ALIAS }'),
      'worker',
      'live',
    ],
    [
      'a concatenation',
      command("{ FunctionName: process.env.NAME + ':' + process.env.ALIAS }"),
      'worker:live',
      null,
    ],
    [
      'a variable that is not set, in a text',
      command("{ FunctionName: 'w:' + process.env.GONE }"),
      'w:undefined',
      null,
    ],
    ['a variable that is not set', command('{ FunctionName: process.env.GONE }'), undefined, null],
    ['a default', command("{ FunctionName: process.env.GONE ?? 'other' }"), 'other', null],
    ['a constant', `const NAME = process.env.NAME; ${command('{ FunctionName: NAME }')}`, 'worker', null],
    [
      'a destructured one',
      `const { ALIAS: alias } = process.env; ${command("{ FunctionName: 'w', Qualifier: alias }")}`,
      'w',
      'live',
    ],
    ['a request by name', `const request = { FunctionName: 'w' }; ${command('request')}`, 'w', null],
    ['what comes with the event', command('{ FunctionName: event.name }'), null, null],
    [
      'the short form of the SDK',
      "export const handler = () => lambda.invoke({ FunctionName: 'w', Qualifier: '3' });",
      'w',
      '3',
    ],
    [
      'a namespace',
      "import * as sdk from '@aws-sdk/client-lambda'; f(new sdk.InvokeCommand({ FunctionName: 'w' }));",
      'w',
      null,
    ],
    [
      'CommonJS',
      "const { InvokeCommand: C } = require('@aws-sdk/client-lambda'); f(new C({ FunctionName: 'w' }));",
      'w',
      null,
    ],
    ['a minified class', "f(new a({FunctionName:'w',Payload:p}))", 'w', null],
  ])('%s', (_name, text, name, qualifier) => {
    const [call] = facts(text, variables).invokes;
    expect(call?.functionName.text).toBe(name);
    expect(call?.qualifier?.text ?? null).toBe(qualifier);
  });

  it('is no call of another service', () =>
    expect(facts("f(new InvokeModelCommand({ modelId: 'm' })); g.invoke(1);").invokes).toEqual([]));
});

describe('one after the other or together', () => {
  const call = "client.send(new InvokeCommand({ FunctionName: 'w' }))";
  it.each([
    ['awaited in a loop', `async function f() { for (const x of xs) await ${call}; }`, true],
    [
      'collected in a loop',
      `async function f() { for (const x of xs) all.push(${call}); await Promise.all(all); }`,
      false,
    ],
    ['mapped', `async function f() { await Promise.all(xs.map(() => ${call})); }`, false],
    [
      'awaited in what is mapped',
      `async function f() { await Promise.all(xs.map(async () => { await ${call}; })); }`,
      false,
    ],
    [
      'awaited in a loop, through a helper',
      `const one = (x) => ${call}; async function f() { for (const x of xs) await one(x); }`,
      true,
    ],
    [
      'mapped, through a helper',
      `const one = async (x) => { await ${call}; }; async function f() { await Promise.all(xs.map((x) => one(x))); }`,
      false,
    ],
    ['awaited in while', `async function f() { while (more) { const r = await ${call}; } }`, true],
  ])('%s', (_name, text, want) => expect(facts(text).invokes[0]?.oneByOne).toBe(want));
});

describe('clients', () => {
  const sdk = "import { LambdaClient } from '@aws-sdk/client-lambda';";
  it.each([
    ['at the top', `${sdk} const c = new LambdaClient({});`, 'module', null],
    ['with one attempt', `${sdk} const c = new LambdaClient({ maxAttempts: 1 });`, 'module', 1],
    [
      'with options by name',
      `${sdk} const o = { maxAttempts: 5 }; const c = new LambdaClient(o);`,
      'module',
      5,
    ],
    ['with options from elsewhere', `${sdk} const c = new LambdaClient(options);`, 'module', 'unknown'],
    [
      'with more options from elsewhere',
      `${sdk} const c = new LambdaClient({ ...options });`,
      'module',
      'unknown',
    ],
    [
      'in the handler',
      `${sdk} export const handler = async () => { const c = new LambdaClient({}); };`,
      'call',
      null,
    ],
    [
      'in a loop',
      `${sdk} export const handler = async () => { for (;;) new LambdaClient({}); };`,
      'each',
      null,
    ],
    [
      'in what is mapped',
      `${sdk} export const handler = () => xs.map(() => new LambdaClient({}));`,
      'each',
      null,
    ],
    [
      'when it is first needed',
      `${sdk} let c; export const handler = () => { c ??= new LambdaClient({}); };`,
      'module',
      null,
    ],
    [
      'when it is missing',
      `${sdk} let c; export const handler = () => { if (!c) c = new LambdaClient({}); };`,
      'module',
      null,
    ],
    [
      'by a function that is called at the top',
      `${sdk} const make = () => new LambdaClient({}); const c = make();`,
      'module',
      null,
    ],
    [
      'by a function that the handler calls',
      `${sdk} const make = () => new LambdaClient({}); export const handler = () => make();`,
      'call',
      null,
    ],
    [
      'the client of the whole API',
      "import { Lambda } from '@aws-sdk/client-lambda'; const c = new Lambda({});",
      'module',
      null,
    ],
    ['the old SDK', "const AWS = require('aws-sdk'); const c = new AWS.Lambda();", 'module', null],
  ])('%s', (_name, text, madeFor, maxAttempts) =>
    expect(facts(text).clients).toMatchObject([{ madeFor, maxAttempts }]),
  );

  it('another class of that name is none', () =>
    expect(facts("import { Lambda } from 'aws-cdk-lib'; new Lambda({});").clients).toEqual([]));
});

describe('which files are read', () => {
  const good = 'export const handler = () => process.env.X;';
  it.each([
    ['the handler in a folder', { 'src/app.mjs': good }, 'src/app.handler', ['X']],
    [
      'what it imports',
      { 'index.mjs': "import './lib/a.mjs';", 'lib/a.mjs': "export * from './b.js';", 'lib/b.js': good },
      'index.handler',
      ['X'],
    ],
    [
      'what it requires, without an ending',
      { 'index.js': "require('./lib')", 'lib/index.js': good },
      'index.handler',
      ['X'],
    ],
    ['not what it does not import', { 'index.mjs': '', 'test.mjs': good }, 'index.handler', []],
    [
      'all, where a name is computed',
      { 'index.mjs': 'await import(name);', 'other.mjs': good },
      'index.handler',
      ['X'],
    ],
    [
      'not its dependencies',
      { 'index.mjs': "import './node_modules/a/index.js';", 'node_modules/a/index.js': good },
      'index.handler',
      [],
    ],
    [
      'imports in a circle',
      { 'index.mjs': "import './a.mjs';", 'a.mjs': `import './index.mjs'; ${good}` },
      'index.handler',
      ['X'],
    ],
    [
      'imports that lead out',
      { 'index.mjs': `import '../../etc/passwd.js'; ${good}` },
      'index.handler',
      ['X'],
    ],
  ] as const)('%s', (_name, files, handler, names) => {
    const code = read(files, handler);
    expect(isReadCode(code) && code.environment.reads.map(({ name }) => name)).toEqual(names);
  });

  it('says where there is no handler', () =>
    expect(read({ 'index.mjs': '' }, 'app.handler')).toEqual({
      why: 'the package has no JavaScript file for the handler app.handler',
    }));

  it('names a file that it could not read, and reads the others', () => {
    const code = read({ 'index.mjs': "import './a.mjs'; f(process.env.X)", 'a.mjs': 'const = ;' });
    expect(isReadCode(code) && code.unread.map(({ path }) => path)).toEqual(['a.mjs']);
  });

  it('a name that a dependency holds may be read there', () => {
    const code = read({ 'index.mjs': '', 'node_modules/a/index.js': 'process.env.LOG_LEVEL' });
    expect(isReadCode(code) && [code.mentions('LOG_LEVEL'), code.mentions('OTHER')]).toEqual([true, false]);
  });
});

describe('the nearest name', () => {
  it.each([
    ['WORLER_ALIAS', ['WORKER_ALIAS', 'WORKER_NAME'], 'WORKER_ALIAS'],
    ['worker_alias', ['WORKER_ALIAS'], 'WORKER_ALIAS'],
    ['WORKERALIAS', ['WORKER_ALIAS'], 'WORKER_ALIAS'],
    ['COLOUR', ['WORKER_ALIAS'], null],
    ['A', ['B'], null],
    ['ABC', ['ABD'], null],
  ])('of %s among %j', (name, candidates, want) => expect(nearestName(name, candidates)).toBe(want));
});
