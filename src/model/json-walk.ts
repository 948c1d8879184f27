/** Follows one JSON value through the lines of a text, and sees the first character that cannot belong to it. */
export interface JsonWalk {
  /** Begins anew. */
  readonly begin: () => void;
  /**
   * @param from - the first character of the value, or of the next line
   * @param line - number of the line, for {@link JsonWalk.openBraces}
   * @returns the index after the value; `lineEnds` where it goes on in the next line; `noJson`
   */
  readonly on: (text: string, from: number, line: number) => number;
  /** Where the last call stopped. */
  readonly stoppedAt: () => number;
  /** Line and index of each brace that is not closed, outermost first. */
  readonly openBraces: () => Iterable<readonly [line: number, at: number]>;
}

export const lineEnds = -1;
export const noJson = -2;

const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;
const escaped = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;

/** What may come next. */
type Next = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or close';

/**
 * Takes exactly what `JSON.parse` takes, so that a value is never read to its end in vain.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
export function createJsonWalk(): JsonWalk {
  let closers: number[] = [];
  let lines: number[] = [];
  let places: number[] = [];
  let next: Next = 'value';
  let stopped = 0;

  const open = (code: number, line: number, at: number): void => {
    closers.push(code + 2);
    lines.push(line);
    places.push(at);
    next = code === 123 ? 'key or }' : 'value or ]';
  };
  const close = (): void => {
    closers.pop();
    lines.pop();
    places.pop();
    next = ', or close';
  };
  const isCloser = (code: number): boolean =>
    code === closers.at(-1) && (next === ', or close' || next === 'key or }' || next === 'value or ]');

  /** Index after the token at `at`; `noJson` where none may be there. */
  const token = (text: string, code: number, line: number, at: number): number => {
    if (isCloser(code)) {
      close();
      return at + 1;
    }
    if (next === ', or close' || next === ':') {
      if (code !== (next === ':' ? 58 : 44)) return noJson;
      next = next === ':' || closers.at(-1) === 93 ? 'value' : 'key';
      return at + 1;
    }
    const isKey = next === 'key' || next === 'key or }';
    if (code === 34) {
      next = isKey ? ':' : ', or close';
      return stringEnd(text, at);
    }
    if (isKey) return noJson;
    if (code === 123 || code === 91) {
      open(code, line, at);
      return at + 1;
    }
    scalar.lastIndex = at;
    next = ', or close';
    return scalar.test(text) ? scalar.lastIndex : noJson;
  };

  return {
    begin: () => {
      closers = [];
      lines = [];
      places = [];
      next = 'value';
    },
    on: (text, from, line) => {
      for (let at = from; ; ) {
        while (isBlank(text.charCodeAt(at))) at += 1;
        stopped = at;
        if (at >= text.length) return lineEnds;
        at = token(text, text.charCodeAt(at), line, at);
        if (at === noJson) return noJson;
        if (closers.length === 0) return at;
      }
    },
    stoppedAt: () => stopped,
    *openBraces() {
      for (const [depth, line] of lines.entries()) {
        if (closers[depth] === 125) yield [line, places[depth] ?? 0];
      }
    },
  };
}

const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 13;

/** Index after the closing quote of the string that begins at `at`; `noJson` where the line ends first. */
function stringEnd(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code === 34) return end + 1;
    if (code < 32) return noJson;
    if (code === 92) {
      escaped.lastIndex = end + 1;
      if (!escaped.test(text)) return noJson;
      end = escaped.lastIndex - 1;
    }
  }
  return noJson;
}
