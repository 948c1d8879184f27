import {
  fieldBeginsAt,
  type ReportFieldName,
  reportFieldNames,
  skipBlanks,
} from '../../model/report-fields.ts';

/** Where the value of each field begins; a name that occurs twice has its first. */
export type TextFields = ReadonlyMap<ReportFieldName, number>;

const value = /[ \t]*[^ \t\n]+(?: (?:[KMGT]i?B|[mun]?s)(?=[ \t\n]|$))?/y;
const token = /[^ \t\n]+/y;
const milliseconds = /(\d+(?:\.\d+)?) ?ms(?=[ \t\n]|$)/y;
const megabytes = /(\d+(?:\.\d+)?) ?MB(?=[ \t\n]|$)/y;

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
    value.lastIndex = colon + 1;
    from = fieldBeginsAt(text, begin) || !value.test(text) ? colon + 1 : value.lastIndex;
  }
  return fields;
}

/** The known name that ends right before `colon`; null where none does, or where it is the end of a longer one. */
function nameBefore(text: string, from: number, colon: number): ReportFieldName | null {
  const name = reportFieldNames.find((known) => text.startsWith(known, colon - known.length));
  if (!name) return null;
  const start = colon - name.length;
  if (start < from) return null;
  if (start === 0 || text[start - 1] === '\t' || text[start - 1] === '\n') return name;
  if (text[start - 1] !== ' ') return null;
  let word = start - 1;
  while (word > from && isLetter(text.charCodeAt(word - 1))) word -= 1;
  const isWord = word < start - 1 && (word === 0 || ' \t\n'.includes(text.charAt(word - 1)));
  if (!isWord) return name;
  const capital = text.charCodeAt(word) <= 90;
  const first = word > from && text[word - 1] !== ' ';
  return capital || first ? null : name;
}

const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** Digits with an optional decimal part, at most one space, `ms`, then a blank or the end; else null. */
export const millisecondsAt = (text: string, fields: TextFields, name: ReportFieldName): number | null =>
  numberAt(text, fields.get(name), milliseconds);

/** As {@link millisecondsAt}, for `MB` (1,024 KB). */
export const megabytesAt = (text: string, fields: TextFields, name: ReportFieldName): number | null =>
  numberAt(text, fields.get(name), megabytes);

function numberAt(text: string, at: number | undefined, pattern: RegExp): number | null {
  if (at === undefined) return null;
  pattern.lastIndex = at;
  const digits = pattern.exec(text)?.[1];
  const number = Number(digits);
  return digits !== undefined && Number.isFinite(number) ? number : null;
}

/** One token; null where the name is cut before its value. */
export function tokenAt(text: string, fields: TextFields, name: ReportFieldName): string | null {
  const at = fields.get(name);
  if (at === undefined || fieldBeginsAt(text, at)) return null;
  token.lastIndex = at;
  return token.exec(text)?.[0] ?? null;
}
