import { skipBlanks } from './report-fields.ts';

/** Lines of text format that the platform writes beside REPORT and INIT_REPORT, each as a whole (docs show no other
 * form), so that application text that merely begins alike is not taken for one.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
export const platformHeads = {
  start: /^START RequestId:[ \t]*([^ \t]+)(?:[ \t]+Version:[ \t]*([^ \t]+))?[ \t]*$/,
  end: /^END RequestId:[ \t]*[^ \t]+[ \t]*$/,
  'init-start': /^INIT_START(?:[ \t]+Runtime Version:[^\n]*)?[ \t]*$/,
  'restore-start': /^RESTORE_START(?:[ \t]+Runtime Version:[^\n]*)?[ \t]*$/,
  'restore-report': /^RESTORE_REPORT[ \t]+Restore Duration:[^\n]*$/,
  extension: /^EXTENSION[ \t]+Name:[^\n]*$/,
} as const;

/** True where a text REPORT begins that names a request. */
export const beginsReport = (line: string): boolean =>
  line.startsWith('REPORT RequestId:') && skipBlanks(line, 17) < line.length;

/** True where a text INIT_REPORT begins. */
export const beginsInitReport = (line: string): boolean => /^INIT_REPORT(?=[ \t]|$)/.test(line);
