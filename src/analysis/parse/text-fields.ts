import {
  fieldBeginsAt,
  type ReportFieldName,
  reportFieldNames,
  skipBlanks,
} from '../../model/report-fields.ts';

/** Where the value of each field begins; a name that occurs twice has its first. */
export type TextFields = ReadonlyMap<ReportFieldName, number>;

const unit = / (?:[KMGT]i?B|[mun]?s)(?=[ \t\n]|$)/y;
const onlyUnit = /^(?:[kmgt]?i?b|[mun]?s)$/i;
const ofLongerName = /(?:Billed|Init|Restore|Runtime)$/;

/** The names by their last character, the longest of each first. */
const namesByEnd = new Map<number, readonly ReportFieldName[]>();
for (const name of reportFieldNames) {
  const end = name.charCodeAt(name.length - 1);
  namesByEnd.set(end, [...(namesByEnd.get(end) ?? []), name]);
}

/**
 * The known fields of a REPORT or INIT_REPORT, in any order, separated by tabs or spaces.
 *
 * @param text - the line after its head, with its continuation lines, joined by LF
 */
export function textFields(text: string): TextFields {
  const fields = new Map<ReportFieldName, number>();
  let from = 0;
  for (let colon = text.indexOf(':'); colon !== -1; colon = text.indexOf(':', from)) {
    const name = nameBefore(text, from, colon);
    const begin = skipBlanks(text, colon + 1);
    if (name && !fields.has(name)) fields.set(name, begin);
    from = fieldBeginsAt(text, begin) ? begin : valueEnd(text, begin);
  }
  return fields;
}

/** The known name that ends right before `colon`; null where none does, or where it is the end of a longer one. */
function nameBefore(text: string, from: number, colon: number): ReportFieldName | null {
  const name = namesByEnd
    .get(text.charCodeAt(colon - 1))
    ?.find((known) => text.startsWith(known, colon - known.length));
  if (!name) return null;
  const start = colon - name.length;
  if (start < from) return null;
  if (start === 0 || text[start - 1] === '\t' || text[start - 1] === '\n') return name;
  if (text[start - 1] !== ' ') return null;
  let word = start - 1;
  while (word > from && isLetter(text.charCodeAt(word - 1))) word -= 1;
  const before = text.slice(word, start - 1);
  const isWord = before !== '' && (word === 0 || ' \t\n'.includes(text.charAt(word - 1)));
  if (!isWord) return ofLongerName.test(before) ? null : name;
  if (onlyUnit.test(before)) return name;
  const capital = text.charCodeAt(word) <= 90;
  const first = word > from && text[word - 1] !== ' ';
  return capital || first ? null : name;
}

const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** End of the token that begins at `at`, with a unit after it. */
function valueEnd(text: string, at: number): number {
  const end = tokenEnd(text, at);
  unit.lastIndex = end;
  return end > at && text.charCodeAt(end) === 32 && unit.test(text) ? unit.lastIndex : end;
}

function tokenEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isBreak(text.charCodeAt(end))) end += 1;
  return end;
}

const isBreak = (code: number): boolean => code === 32 || code === 9 || code === 10;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Digits with an optional decimal part, at most one space, `ms`, then a blank or the end; else null. */
export const millisecondsAt = (text: string, fields: TextFields, name: ReportFieldName): number | null =>
  numberAt(text, fields.get(name), 'ms');

/** As {@link millisecondsAt}, for `MB` (1,024 KB). */
export const megabytesAt = (text: string, fields: TextFields, name: ReportFieldName): number | null =>
  numberAt(text, fields.get(name), 'MB');

function numberAt(text: string, at: number | undefined, unitName: 'ms' | 'MB'): number | null {
  if (at === undefined) return null;
  const wholeEnd = digitsEnd(text, at);
  const end = text.charCodeAt(wholeEnd) === 46 ? digitsEnd(text, wholeEnd + 1) : wholeEnd;
  if (wholeEnd === at || text.charCodeAt(end - 1) === 46) return null;
  const unitAt = text.charCodeAt(end) === 32 ? end + 1 : end;
  const after = unitAt + unitName.length;
  if (!text.startsWith(unitName, unitAt) || (after < text.length && !isBreak(text.charCodeAt(after))))
    return null;
  const number = Number(text.slice(at, end));
  return Number.isFinite(number) ? number : null;
}

function digitsEnd(text: string, at: number): number {
  let end = at;
  while (isDigit(text.charCodeAt(end))) end += 1;
  return end;
}

/** One token; null where the name is cut before its value. */
export function tokenAt(text: string, fields: TextFields, name: ReportFieldName): string | null {
  const at = fields.get(name);
  if (at === undefined || fieldBeginsAt(text, at)) return null;
  return text.slice(at, tokenEnd(text, at)) || null;
}
