import { terminalText } from './escape.ts';
import type { Check, View } from './view.ts';

/** What GitHub reads as the end of a command's value, written as it asks for.
 * @see https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
const data = (text: string): string =>
  terminalText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

const levels = { breached: 'error', undecided: 'warning' } satisfies Record<
  Exclude<Check['verdict'], 'passed'>,
  string
>;

/** Workflow commands that annotate a run on GitHub: an error for each breach, a warning for what is undecided.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message */
export const annotations = ({ checks }: View): string =>
  checks
    .flatMap(({ verdict, name, message }) =>
      verdict === 'passed' ? [] : [`::${levels[verdict]} title=${property(name)}::${data(message)}\n`],
    )
    .join('');
