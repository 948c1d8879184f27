import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src/', import.meta.url));

/** What each folder may import of ours (docs/architecture.md). `entry` files are started by Node itself. */
const mayImport = {
  model: [],
  analysis: ['model'],
  report: ['analysis', 'model'],
  fanout: ['model'],
  aws: ['model'],
  local: ['model'],
  io: ['model'],
  orchestrator: ['model', 'fanout', 'aws'],
  commands: ['model', 'analysis', 'report', 'fanout', 'aws', 'local', 'io'],
  program: ['commands', 'io', 'model', 'report'],
  cli: ['program', 'io'],
  worker: [],
  'simulation-thread': ['analysis', 'io'],
} satisfies Record<string, readonly string[]>;
type Folder = keyof typeof mayImport;

/** Only these touch the process, the clock, randomness or the console; all else is handed them. */
const atTheEdge = (file: string): boolean =>
  file.startsWith('io/') ||
  ['cli.ts', 'worker.ts', 'local/bootstrap.ts'].includes(file) ||
  file.startsWith('local/bootstrap/');

const effects = [
  { name: 'process', pattern: /(?<![.\w])process\s*\./ },
  { name: 'console', pattern: /(?<![.\w])console\s*\./ },
  { name: 'the wall clock', pattern: /\bDate\.now\b|\bnew Date\(\s*\)/ },
  { name: 'the monotonic clock', pattern: /(?<![.\w])performance\s*\.|\bhrtime\b/ },
  { name: 'a timer', pattern: /(?<![.\w])set(?:Timeout|Interval)\s*\(/ },
  { name: 'randomness', pattern: /\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\brandomInt\b/ },
];

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/'));

const folderOf = (file: string): string => (file.split('/')[0] ?? file).replace(/\.ts$/, '');

const codeOf = (file: string): string => readFileSync(join(src, file), 'utf8');

/** The text without comments and without what stands in quotes: effects in prose are none. */
const bare = (code: string): string =>
  code.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, (found) =>
    found.startsWith('/') ? ' ' : "''",
  );

const importsOf = (file: string): readonly string[] =>
  [...codeOf(file).matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, path = '']) =>
    relative(src, resolve(src, dirname(file), path)).replaceAll('\\', '/'),
  );

const edges = files.flatMap((file) => importsOf(file).map((imported) => ({ file, imported })));

describe('folders import only what they may', () => {
  it('reads real imports', () => expect(edges.length).toBeGreaterThan(100));

  it.each(edges)('$file → $imported', ({ file, imported }) => {
    const [from, to] = [folderOf(file), folderOf(imported)];
    expect(Object.keys(mayImport)).toContain(from);
    if (from !== to) expect(mayImport[from as Folder]).toContain(to);
  });
});

it('aws and local meet only in commands/context.ts', () => {
  const meeting = files.filter((file) => {
    const folders = importsOf(file).map(folderOf);
    return folders.includes('aws') && folders.includes('local');
  });
  expect(meeting.filter((file) => file !== 'commands/context.ts')).toEqual([]);
});

describe('effects stay at the edges', () => {
  it.each(files.filter((file) => !atTheEdge(file)))('%s', (file) => {
    const code = bare(codeOf(file));
    expect(effects.filter(({ pattern }) => pattern.test(code)).map(({ name }) => name)).toEqual([]);
  });
});

it('nothing loads the SDK, zod or the local service before its command runs', () => {
  // What --help needs: everything that cli.ts reaches by static imports.
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const statics = [...codeOf(file).matchAll(/^(?:import|export)(?! type)[^;]*?from\s+'([^']+)'/gm)].map(
      ([, path = '']) => path,
    );
    for (const path of statics) {
      if (path.startsWith('.')) visit(relative(src, resolve(src, dirname(file), path)).replaceAll('\\', '/'));
      else seen.add(path);
    }
  };
  visit('cli.ts');
  // cli.ts imports it after it has looked for --version.
  visit('program.ts');
  const heavy = [...seen].filter((path) => /^(?:@aws-sdk|@smithy|zod|ora)|^(?:local|aws)\//.test(path));
  expect(heavy).toEqual([]);
});

it('zod is imported as a namespace: a bundle then holds only what is used of it', () => {
  expect(files.filter((file) => /import \{[^}]*\} from 'zod'/.test(codeOf(file)))).toEqual([]);
});
