import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { packageFacts } from '../../src/io/package-root.ts';
import { processFacts } from '../../src/io/process-facts.ts';

const root = process.cwd();

it.each(['src/io/package-root.ts', 'dist/cli.js', 'dist/chunks/any-ABC.js', 'test/e2e/x.ts'])(
  'is found from %s',
  (file) => {
    const facts = packageFacts(pathToFileURL(join(root, file)).href);
    expect(facts.root).toBe(root);
    expect(facts.version).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
  },
);

it('is not found outside', () =>
  expect(() => packageFacts('file:///nowhere/x.js')).toThrow('no package.json'));

it('says what measured', () => {
  expect(processFacts()).toEqual({
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpus: expect.any(Number),
  });
});
