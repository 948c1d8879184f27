import { beginsInitReport, beginsReport, platformHeads } from '../../model/platform-heads.ts';
import type { LogMark } from '../../model/report.ts';
import { fieldBeginsAt, skipBlanks } from '../../model/report-fields.ts';

/** What a line of text format is, by its beginning; `from` is where its fields begin. */
export type TextLine =
  | { readonly kind: 'report'; readonly requestId: string; readonly from: number }
  | { readonly kind: 'init-report'; readonly from: number }
  | {
      readonly kind: 'mark';
      readonly type: LogMark['type'];
      readonly requestId: string | null;
      readonly version: string | null;
    };

const token = /[^ \t]+/y;
const marks = ['init-start', 'restore-start', 'extension'] as const;

/**
 * Reads the head of a line; null for application text. Case matters, and so does every character before the head.
 *
 * @param line - without its prefix
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export function textLine(line: string): TextLine | null {
  const first = line.charCodeAt(0);
  if (first < 69 || first > 83) return null;
  if (beginsReport(line)) {
    const at = skipBlanks(line, 17);
    token.lastIndex = at;
    const requestId = token.exec(line)?.[0] ?? '';
    return fieldBeginsAt(line, at) ? null : { kind: 'report', requestId, from: at + requestId.length };
  }
  if (beginsInitReport(line)) return { kind: 'init-report', from: 11 };
  const [, requestId, version = null] = platformHeads.start.exec(line) ?? [];
  if (requestId !== undefined) return { kind: 'mark', type: 'start', requestId, version };
  const type = marks.find((mark) => platformHeads[mark].test(line));
  return type ? { kind: 'mark', type, requestId: null, version: null } : null;
}
