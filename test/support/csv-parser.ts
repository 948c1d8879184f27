/** A parser of RFC 4180 that shares nothing with the writer: records of fields.
 * @throws Error where the text is not of that form */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  const field = (): string => {
    if (text[at] !== '"') {
      const end = /[",\r\n]|$/g;
      end.lastIndex = at;
      const found = end.exec(text)?.index ?? text.length;
      const plain = text.slice(at, found);
      if (text[found] === '"') throw new Error(`quote inside a plain field at ${found}`);
      at = found;
      return plain;
    }
    let value = '';
    for (at += 1; ; at += 1) {
      if (at >= text.length) throw new Error('quoted field without an end');
      if (text[at] !== '"') value += text[at];
      else if (text[at + 1] === '"') {
        value += '"';
        at += 1;
      } else break;
    }
    at += 1;
    return value;
  };
  while (at < text.length) {
    record.push(field());
    if (text[at] === ',') {
      at += 1;
      if (at === text.length) throw new Error('record without an end');
    } else if (text.startsWith('\r\n', at)) {
      at += 2;
      records.push(record);
      record = [];
    } else throw new Error(`neither comma nor CRLF at ${at}`);
  }
  return records;
}
