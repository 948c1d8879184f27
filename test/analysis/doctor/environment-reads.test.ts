import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { environmentUse } from '../../../src/analysis/doctor/code/environment-reads.ts';
import { isParsed, parseModule } from '../../../src/analysis/doctor/code/module.ts';

const useOf = (text: string) => {
  const module = parseModule({ path: 'index.mjs', text });
  if (!isParsed(module)) throw new Error(module.why);
  return environmentUse(module);
};

/** `X` must be there, `X?` may be missing; then the writes with `=`; then `*` for each place that cannot be decided. */
const shortOf = (text: string): string => {
  const { reads, writes, dynamic } = useOf(text);
  return [
    ...reads.map(({ name, optional }) => (optional ? `${name}?` : name)),
    ...writes.map((name) => `${name}=`),
    ...dynamic.map(() => '*'),
  ].join(' ');
};

describe('which variables code reads', () => {
  it.each([
    ['by name', 'f(process.env.X)', 'X'],
    ['by a string', "f(process.env['X'])", 'X'],
    ['by a template', 'f(process.env[`X`])', 'X'],
    ['by a constant', "const key = 'X'; f(process.env[key])", 'X'],
    ['with ?.', 'f(process?.env?.X)', 'X'],
    ['of globalThis', 'f(globalThis.process.env.X)', 'X'],
    ['destructured', 'const { X, Y: y } = process.env;', 'X Y'],
    ['destructured with a default', "const { X = 'x' } = process.env;", 'X?'],
    ['destructured from process', 'const { env: { X } } = process;', 'X'],
    ['destructured in an assignment', 'let X; ({ X } = process.env);', 'X'],
    ['destructured in a parameter', 'export function f({ X } = process.env) {}', 'X'],
    ['an alias of process.env', 'const e = process.env; f(e.X)', 'X'],
    ['an alias of process', 'const p = process; f(p.env.X)', 'X'],
    ['env of process, destructured', 'const { env } = process; f(env.X)', 'X'],
    ['import of env', "import { env } from 'node:process'; f(env.X)", 'X'],
    ['import of env by another name', "import { env as e } from 'process'; f(e.X)", 'X'],
    ['import of process', "import p from 'node:process'; f(p.env.X)", 'X'],
    ['namespace of process', "import * as p from 'node:process'; f(p.env.X)", 'X'],
    ['require of process', "const { env } = require('node:process'); f(env.X)", 'X'],
    ['require of process in place', "f(require('process').env.X)", 'X'],
    ['through a helper', "const need = (name) => process.env[name]; f(need('X'), need('Y'))", 'X Y'],
    [
      'through a helper that is a function',
      "function need(a, name) { return process.env[name] } need(1, 'X')",
      'X',
    ],
    ['with a default', "f(process.env.X ?? 'x', process.env.Y || 'y')", 'X? Y?'],
    ['with a default later', "const x = process.env.X; f(x ?? 'x')", 'X?'],
    ['with a default later, destructured', "const { X } = process.env; f(X || 'x')", 'X?'],
    ['compared', "if (process.env.X === '1') f()", 'X?'],
    ['asked for', "if ('X' in process.env) f()", 'X?'],
    ['chosen by', 'f(process.env.X ? 1 : 2)', 'X?'],
    ['but not forgiven', 'f(process.env.X && 1); if (!process.env.Y) throw new Error()', 'X Y'],
    ['written', "process.env.X = '1'; delete process.env.Y", 'X= Y='],
    ['in a template', 'f(`§{process.env.X}:§{process.env.Y}`)'.replaceAll('§', '$'), 'X Y'],
  ])('%s', (_name, text, want) => expect(shortOf(text)).toBe(want));
});

describe('what cannot be decided', () => {
  it.each([
    ['a name that is computed', 'export const f = (event) => process.env[event.name];', '*'],
    ['a helper that is given a computed name', "const need = (n) => process.env[n]; need('X'); need(y)", '*'],
    ['a helper that is handed on', 'export const need = (n) => process.env[n];', '*'],
    ['all of it, handed on', 'f(process.env)', '*'],
    ['all of it, spread', 'f({ ...process.env })', '*'],
    ['all of it, returned', 'export const all = () => process.env;', '*'],
    ['the rest', 'const { X, ...rest } = process.env;', 'X *'],
    ['all names', 'Object.keys(process.env)', '*'],
  ])('%s', (_name, text, want) => expect(shortOf(text)).toBe(want));
});

describe('what is no environment', () => {
  it.each([
    ['env of something else', 'f(import.meta.env.X, config.env.X)'],
    ['text', "f('process.env.X', /process.env.X/)"],
    ['a comment', '// process.env.X\nf()'],
    ['a variable called env', 'const env = {}; f(env.X)'],
    ['a process of its own', 'const process = make(); f(process.env.X)'],
  ])('%s', (_name, text) => expect(shortOf(text)).toBe(''));
});

it('says where', () => expect(useOf('\n\nf(process.env.X)').reads[0]?.at).toBe('index.mjs:3'));

it('never fails, whatever the text', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 60, unit: fc.constantFrom(...'{}()[]=;.,`$\'"?:!&|<>/\\ \npqenvrocsX01') }),
      (text) => {
        const module = parseModule({ path: 'x.js', text });
        if (isParsed(module))
          expect(environmentUse(module).reads.every(({ name }) => name.length >= 0)).toBe(true);
        else expect(module.why).toMatch(/does not parse/);
      },
    ),
  );
});
