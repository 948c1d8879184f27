import { terminalText } from './escape.ts';
import type { Check, View } from './view.ts';

/** What GitHub reads as the end of a command's value, written as it asks for.
 * @see https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
const data = (text: string): string =>
  terminalText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** Text in which the runner sees no command: it takes `::` after blanks at the beginning of a line, and `##[` anywhere. Where a
 * long name is wrapped, its author would choose what a line begins with.
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs */
export const withoutCommands = (text: string): string =>
  text.replace(/^([^\S\n]*):(?=:)/gm, '$1\\x3a').replaceAll('##[', '#\\x23[');

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
