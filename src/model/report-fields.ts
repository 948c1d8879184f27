/** Names that a REPORT or INIT_REPORT line gives its fields, the longest first: a name is whole, so `Duration` is
 * not the end of `Billed Duration`.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
export const reportFieldNames = [
  'Billed Restore Duration',
  'Post Runtime Duration',
  'Restore Duration',
  'Runtime Duration',
  'Billed Duration',
  'Max Memory Used',
  'Init Duration',
  'XRAY TraceId',
  'Memory Size',
  'Error Type',
  'Duration',
  'Status',
  'Phase',
] as const;
export type ReportFieldName = (typeof reportFieldNames)[number];

/** True where one of these names and its colon begin at `at`. */
export const fieldBeginsAt = (text: string, at: number): boolean =>
  isCapital(text.charCodeAt(at)) &&
  reportFieldNames.some((name) => text.startsWith(name, at) && text.charCodeAt(at + name.length) === 58);

const isCapital = (code: number): boolean => code >= 65 && code <= 90;

/** Where the blanks (tabs and spaces) that begin at `at` end. */
export function skipBlanks(text: string, at: number): number {
  let end = at;
  while (text.charCodeAt(end) === 32 || text.charCodeAt(end) === 9) end += 1;
  return end;
}

/** Names that no line begins with that carries on another. */
const neverFirst = ['Phase', 'Runtime Duration', 'Post Runtime Duration'];

/** True for a line that carries on the REPORT or INIT_REPORT right before it, as the X-Ray line does. */
export function continuesReport(line: string): boolean {
  const at = skipBlanks(line, 0);
  return fieldBeginsAt(line, at) && !neverFirst.some((name) => line.startsWith(name, at));
}
