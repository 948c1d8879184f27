/** Control characters (C0, DEL, C1), what reverses or hides text (bidi marks and overrides, zero-width characters but
 * the joiners that emoji and scripts need, tags), line separators, and halves of a surrogate pair.
 * @see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing */
const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}\p{Surrogate}]/gu;

const visible = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
};

/** Text that cannot steer a terminal: on one line, with every control character shown (`\x1b`, `\u202e`). */
export const terminalText = (hostile: string): string => hostile.replace(unsafe, visible);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text inside an HTML or XML element or a quoted attribute; control characters are shown, as on a terminal. */
export const markupText = (hostile: string): string =>
  terminalText(hostile).replace(/[&<>"']/g, (character) => entities[character] ?? character);

const keepsInCsv = new Set(['\t', '\n', '\r']);
const startsFormula = /^[=+\-@\t\r]/;

/** A text field by RFC 4180: quoted where it must be, and with an apostrophe before what a spreadsheet would run as a
 * formula. Control characters but TAB, CR and LF are shown as on a terminal.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 * @see https://owasp.org/www-community/attacks/CSV_Injection */
export const csvText = (hostile: string): string => {
  const shown = hostile.replace(unsafe, (character) =>
    keepsInCsv.has(character) ? character : visible(character),
  );
  const inert = startsFormula.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(inert) || inert !== inert.trim() ? `"${inert.replaceAll('"', '""')}"` : inert;
};

/** JSON text of the same value in which nothing steers a terminal either: what `JSON.stringify` leaves as it is (DEL,
 * C1, bidi) is written as `\uXXXX`. Line breaks between values stay. */
export const jsonText = (json: string): string =>
  json.replace(unsafe, (character) =>
    character === '\n'
      ? character
      : [...Array(character.length).keys()]
          .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
          .join(''),
  );
