import { appendFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { journalOn } from '../../src/fanout/journal.ts';
import {
  continueJournal,
  createJournal,
  journalFolder,
  journalsIn,
  readJournal,
} from '../../src/io/journal-file.ts';
import type { AccountChange } from '../../src/model/account-change.ts';
import { type JournalHeader, openChanges } from '../../src/model/journal.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();

const header: JournalHeader = {
  kind: 'journal',
  schema: 1,
  tool: { name: 'lambda-fanout', version: '0.1.0' },
  runId: 'run-1',
  startedAt: '2026-01-02T03:04:05.000Z',
  region: 'eu-west-1',
  profile: 'team',
  endpointUrl: null,
  pid: 4_711,
  host: 'here',
};
const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:worker';
const marker: AccountChange = { kind: 'marker', functionArn: arn, runId: 'run-1' };
const twin: AccountChange = {
  kind: 'twin',
  functionArn: `${arn}-twin`,
  runId: 'run-1',
  of: `${arn}:1`,
  logGroup: '/aws/lambda/worker-twin',
};

async function begun() {
  const path = join(await folder(), 'deep', 'er', 'journal.jsonl');
  return { path, journal: journalOn(await createJournal(path, header), [header]) };
}

describe('a journal', () => {
  it('is on disk line by line, for its owner alone', async () => {
    const { path, journal } = await begun();
    const id = await journal.intend(marker);
    await journal.done(id, 'rev-7');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(
      (await readFile(path, 'utf8'))
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    ).toEqual([
      header,
      { kind: 'intent', id: 1, change: marker },
      { kind: 'done', id: 1, revisionId: 'rev-7' },
    ]);
  });

  it('is read back, with what is open, the latest first', async () => {
    const { path, journal } = await begun();
    const first = await journal.intend(marker);
    await journal.done(first, 'rev-7');
    const second = await journal.intend(twin);
    await journal.intend({ ...twin, functionArn: `${arn}-other` });
    await journal.undone(second, { how: 'gone', note: null });
    const read = await readJournal(path);
    expect(read?.header).toEqual(header);
    expect(openChanges(read?.lines ?? [])).toEqual([
      { id: 3, change: { ...twin, functionArn: `${arn}-other` }, revisionId: null },
      { id: 1, change: marker, revisionId: 'rev-7' },
    ]);
  });

  it('is removed once all is undone, and stays while something is open', async () => {
    const { path, journal } = await begun();
    const id = await journal.intend(marker);
    await journal.close();
    expect(openChanges((await readJournal(path))?.lines ?? [])).toHaveLength(1);
    const again = journalOn(
      await continueJournal((await readJournal(path)) ?? expect.fail()),
      (await readJournal(path))?.lines ?? [],
    );
    await again.undone(id, { how: 'undone', note: null });
    await again.close();
    expect(await journalsIn(join(path, '..'))).toEqual([]);
  });

  it('whose last line was cut is as if it had not been written, also where it is continued', async () => {
    const { path, journal } = await begun();
    await journal.intend(marker);
    await appendFile(path, '{"kind":"intent","id":2,"cha');
    const read = (await readJournal(path)) ?? expect.fail();
    expect(openChanges(read.lines)).toHaveLength(1);
    const again = journalOn(await continueJournal(read), read.lines);
    expect(await again.intend(twin)).toBe(2);
    expect(openChanges((await readJournal(path))?.lines ?? []).map(({ change }) => change)).toEqual([
      twin,
      marker,
    ]);
  });

  it('of a run that was killed before its first line is none', async () => {
    const path = join(await folder(), 'empty.jsonl');
    await writeFile(path, '');
    expect(await readJournal(path)).toBeNull();
    await writeFile(path, '{"kind":"journ');
    expect(await readJournal(path)).toBeNull();
  });

  it.each(['my only copy', '{}', '{"kind":"header"', '\n', '\u0000\u0001'])(
    'is not what %j is: that is somebody else’s file',
    async (text) => {
      const path = join(await folder(), 'notes.txt');
      await writeFile(path, text);
      await expect(readJournal(path)).rejects.toThrow('"');
    },
  );

  it('is not begun where one is already', async () => {
    const { path } = await begun();
    await expect(createJournal(path, header)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('is there already'),
      hint: expect.stringContaining('lambda-fanout cleanup --journal'),
    });
  });

  it('that cannot be written says that nothing was changed', async () => {
    const path = join(await folder(), 'file');
    await writeFile(path, '');
    await expect(createJournal(join(path, 'journal.jsonl'), header)).rejects.toMatchObject({
      exitCode: 2,
      hint: expect.stringContaining('so nothing was'),
    });
  });

  it.each([
    { text: 'hello\n', says: /line 1 is not JSON/ },
    { text: '{"kind":"invocation"}\n', says: /line 1 is no line of a journal/ },
    {
      text: '{"kind":"journal","schema":2}\n',
      says: /line 1 has form 2; this version of lambda-fanout reads 1/,
    },
    { text: '{"kind":"done","id":1,"revisionId":null}\n', says: /does not begin as a journal does/ },
    {
      text: `${JSON.stringify(header)}\n{"kind":"intent","id":1,"change":{"kind":"x"}}\n`,
      says: /line 2 is no line/,
    },
  ])('is refused where it is none: $says', async ({ text, says }) => {
    const path = join(await folder(), 'odd.jsonl');
    await writeFile(path, text);
    await expect(readJournal(path)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(says),
    });
  });
});

describe('the folder of journals', () => {
  it.each([
    { env: { XDG_STATE_HOME: '/state' }, want: '/state/lambda-fanout/journals' },
    { env: { XDG_STATE_HOME: '' }, want: /\/\.local\/state\/lambda-fanout\/journals$/ },
    { env: {}, want: /\/\.local\/state\/lambda-fanout\/journals$/ },
  ])('with $env', ({ env, want }) => {
    if (typeof want === 'string') expect(journalFolder(env)).toBe(want);
    else expect(journalFolder(env)).toMatch(want);
  });

  it('lists journals by name, and nothing else; without a folder there are none', async () => {
    const place = join(await folder(), 'journals');
    expect(await journalsIn(place)).toEqual([]);
    await mkdir(place);
    for (const name of ['b.jsonl', 'a.jsonl', 'notes.txt']) await writeFile(join(place, name), '');
    expect(await journalsIn(place)).toEqual([join(place, 'a.jsonl'), join(place, 'b.jsonl')]);
    expect(await readdir(place)).toHaveLength(3);
  });
});
