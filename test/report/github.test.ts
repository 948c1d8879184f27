import { expect, it } from 'vitest';
import { runPrintable } from '../../src/report/printable.ts';
import { render } from '../../src/report/render.ts';
import { runOf } from '../support/every-kind.ts';

it('names and notes are no commands to the runner of GitHub, wherever they are wrapped', async () => {
  const run = runOf(1, '::stop-commands::x');
  const warnings = [
    { code: 'a', message: '::error::p '.repeat(60) },
    { code: 'b', message: 'x ##[error]boo' },
  ];
  const text = await render(runPrintable({ ...run, warnings, verdicts: [] }), 'github');
  expect(text).toContain('::error::p');
  expect(text.split('\n').filter((line) => /^\s*::|##\[/.test(line))).toEqual([]);
});
