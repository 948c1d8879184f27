/** Deeper nesting is not read: a platform event has four levels. It also keeps the effort linear on hostile text. */
const deepest = 100;

type Json = Readonly<Record<string, unknown>>;

/** Finds the top-level JSON objects of a log that comes line by line. */
export interface JsonObjects<Context> {
  readonly line: (text: string, context: Context) => void;
  /** True while an object that began on an earlier line is not closed. */
  readonly isOpen: () => boolean;
  /** Nothing more belongs to an open object. */
  readonly end: () => void;
}

const quiet = /[-+.,:0-9eEtrufalsn \t\r]*/y;

/**
 * Top-level JSON objects wherever they stand: on a line of their own, several on a line, after other text, as
 * elements of an array, or broken over lines. What looks like one and does not parse is skipped to the end of the
 * line it began on. Objects inside objects are never reported.
 *
 * @param onObject - is handed each object with the context of the line it began on
 * @param longest - characters; an object that is open for longer counts as one that does not parse
 */
export function createJsonObjects<Context>(
  onObject: (object: Json, context: Context) => void,
  longest = Number.POSITIVE_INFINITY,
): JsonObjects<Context> {
  let open: { readonly context: Context; readonly lines: { text: string; context: Context }[] } | null = null;
  let closers: number[] = [];
  let length = 0;

  /** Index after the closing brace; `text.length + 1` where the line ends first; -1 where this is no JSON. */
  const close = (text: string, from: number): number => {
    for (let at = from; ; ) {
      quiet.lastIndex = at;
      quiet.exec(text);
      at = quiet.lastIndex;
      if (at >= text.length) return text.length + 1;
      const code = text.charCodeAt(at);
      if (code === 34) {
        at = stringEnd(text, at);
        if (at === -1) return -1;
      } else if (code === 123 || code === 91) {
        if (closers.length >= deepest) return -1;
        closers.push(code + 2);
        at += 1;
      } else {
        if (closers.pop() !== code) return -1;
        at += 1;
        if (closers.length === 0) return at;
      }
    }
  };

  const scan = (text: string, from: number, context: Context): void => {
    for (let at = text.indexOf('{', from); at !== -1; at = text.indexOf('{', at)) {
      closers = [];
      const end = close(text, at);
      if (end === -1) return;
      if (end > text.length) {
        open = { context, lines: [{ text: text.slice(at), context }] };
        length = text.length - at;
        return;
      }
      const value = parsed(text.slice(at, end));
      if (!value) return;
      onObject(value, context);
      at = end;
    }
  };

  const giveUp = (): void => {
    const rest = open?.lines.slice(1) ?? [];
    open = null;
    for (const line of rest) feed(line.text, line.context);
  };

  const feed = (text: string, context: Context): void => {
    if (!open) {
      const whole = text.startsWith('{') && text.endsWith('}') ? parsed(text) : null;
      if (whole) onObject(whole, context);
      else scan(text, 0, context);
      return;
    }
    const begun = open;
    const end = close(text, 0);
    begun.lines.push({ text, context });
    length += text.length;
    if (end > text.length && length <= longest) return;
    const value =
      end === -1 || end > text.length
        ? null
        : parsed([...begun.lines.slice(0, -1).map((line) => line.text), text.slice(0, end)].join('\n'));
    if (!value) {
      giveUp();
      return;
    }
    open = null;
    onObject(value, begun.context);
    scan(text, end, context);
  };

  return {
    line: feed,
    isOpen: () => open !== null,
    end: () => {
      while (open) giveUp();
    },
  };
}

/** Index after the closing quote of the string that begins at `at`; -1 where the line ends first. */
function stringEnd(text: string, at: number): number {
  for (let quote = text.indexOf('"', at + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 92) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return -1;
}

function parsed(text: string): Json | null {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
