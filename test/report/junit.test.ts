import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { junitError, junitXml } from '../../src/report/junit.ts';
import type { Check, View } from '../../src/report/view.ts';
import { packageRoot } from '../support/cli.ts';

/** The schema of the Jenkins xUnit plugin. */
const schema = await readFile(join(packageRoot, 'fixtures/schemas/junit-10.xsd'), 'utf8');

const validity = async (xml: string) => {
  const { valid, errors } = await validateXML({
    xml: [{ fileName: 'run.xml', contents: xml }],
    schema: [{ fileName: 'junit-10.xsd', contents: schema }],
  });
  return { valid, errors: errors.map(({ message }) => message) };
};

const view = (checks: readonly Check[], title = 'Fan-out of worker_lambda:live'): View => ({
  title,
  headline: '1 of 11 waited for an init',
  facts: [],
  tables: [],
  notes: [],
  checks,
});

const hostile = ']]>"\'<&>\u0000\u0007\u202e\ud800 関数💥\n--';

describe('junit', () => {
  it.each<{ name: string; checks: readonly Check[]; want: string }>([
    { name: 'no check', checks: [], want: 'tests="0" failures="0" errors="0"' },
    {
      name: 'one of each verdict',
      checks: [
        { verdict: 'passed', name: 'a', message: 'a holds' },
        { verdict: 'breached', name: 'b', message: 'b does not' },
        { verdict: 'undecided', name: 'c', message: 'too few' },
      ],
      want: 'tests="3" failures="1" errors="0"',
    },
    {
      name: 'hostile text',
      checks: [{ verdict: 'breached', name: hostile, message: hostile }],
      want: 'tests="1" failures="1" errors="0"',
    },
  ])('$name: valid by the schema', async ({ checks, want }) => {
    const xml = junitXml(view(checks, hostile));
    expect(await validity(xml)).toEqual({ valid: true, errors: [] });
    expect(xml).toContain(want);
  });

  it('an undecided check is skipped, with its reason', () =>
    expect(junitXml(view([{ verdict: 'undecided', name: 'c', message: 'too few values' }]))).toContain(
      '<skipped message="undecided: too few values"/>',
    ));

  it('what could not be run is an error', async () => {
    const xml = junitError('lambda-fanout bench', hostile);
    expect(await validity(xml)).toEqual({ valid: true, errors: [] });
    expect(xml).toContain('errors="1"');
  });

  it('the schema refuses what is no report', async () =>
    expect((await validity('<testsuites><testcase/></testsuites>')).valid).toBe(false));
});
