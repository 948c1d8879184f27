import { markupText } from './escape.ts';
import { tableText } from './table.ts';
import type { Check, View } from './view.ts';

const caseXml = ({ verdict, name, message }: Check, className: string): string => {
  const words = markupText(message);
  const inside = {
    passed: '',
    breached: `<failure message="${words}" type="breached">${words}</failure>`,
    undecided: `<skipped message="undecided: ${words}"/>`,
  }[verdict];
  const head = `    <testcase name="${markupText(name)}" classname="${className}"`;
  return inside === '' ? `${head}/>` : `${head}>${inside}</testcase>`;
};

const suite = (
  title: string,
  counts: {
    readonly tests: number;
    readonly failures: number;
    readonly errors: number;
    readonly skipped: number;
  },
  inside: readonly string[],
): string => {
  const figures = `tests="${counts.tests}" failures="${counts.failures}" errors="${counts.errors}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="lambda-fanout" ${figures}>`,
    `  <testsuite name="${title}" ${figures} skipped="${counts.skipped}">`,
    ...inside,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
};

/** A view's checks as a JUnit report: a check is a test case, one that is breached a failure, an undecided one is skipped
 * with its reason. What else the view says is the suite's output.
 * @see https://github.com/testmoapp/junitxml */
export function junitXml(view: View): string {
  const of = (verdict: Check['verdict']): number =>
    view.checks.filter((check) => check.verdict === verdict).length;
  const title = markupText(view.title);
  return suite(
    title,
    { tests: view.checks.length, failures: of('breached'), errors: 0, skipped: of('undecided') },
    [
      ...view.checks.map((check) => caseXml(check, title)),
      // Line by line: a control character is no character of XML, and a line break is one.
      `    <system-out>${tableText(view).split('\n').map(markupText).join('\n')}</system-out>`,
    ],
  );
}

/** A run that could not be made, as a JUnit report with one error.
 * @param name - what was to be run
 * @param message - why it could not */
export const junitError = (name: string, message: string): string =>
  suite(markupText(name), { tests: 1, failures: 0, errors: 1, skipped: 0 }, [
    `    <testcase name="${markupText(name)}" classname="lambda-fanout"><error message="${markupText(message)}" type="error">${markupText(message)}</error></testcase>`,
  ]);
