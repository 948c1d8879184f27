import { createJsonWalk, lineEnds, noJson } from './json-walk.ts';

type Json = Readonly<Record<string, unknown>>;

/** Finds the top-level JSON objects of a log that comes line by line. */
export interface JsonObjects<Context> {
  readonly line: (text: string, context: Context) => void;
  /** True while an object that began on an earlier line is not closed. */
  readonly isOpen: () => boolean;
  /** Nothing more belongs to an open object. */
  readonly end: () => void;
}

const opener = /[[{]/g;

function nextOpener(text: string, from: number): number {
  opener.lastIndex = from;
  return opener.test(text) ? opener.lastIndex - 1 : -1;
}

interface Line<Context> {
  readonly text: string;
  readonly context: Context;
}

/**
 * Top-level JSON objects wherever they stand: on a line of their own, several on a line, after other text, as
 * elements of an array, or broken over lines. What looks like one and does not parse is skipped to the end of the
 * line it began on. Objects inside objects are never reported. An array broken over lines is read as the objects in
 * it, so that none has to wait for its end.
 *
 * The effort is linear, whatever the text: each line is read at most twice.
 *
 * @param onObject - is handed each object with the context of the line it began on
 * @param longest - characters; an object that is open for longer counts as one that does not parse
 */
export function createJsonObjects<Context>(
  onObject: (object: Json, context: Context) => void,
  longest = Number.POSITIVE_INFINITY,
): JsonObjects<Context> {
  const walk = createJsonWalk();
  const inLine = createJsonWalk();
  let open: { readonly context: Context; readonly lines: Line<Context>[] } | null = null;
  let length = 0;

  /** Index after an array that ends on this line, once its objects are reported; `noJson` where it is none. */
  const array = (text: string, from: number, context: Context): number => {
    inLine.begin();
    const end = inLine.on(text, from, 0);
    if (end < 0) return noJson;
    for (const element of JSON.parse(text.slice(from, end)) as unknown[]) {
      if (typeof element === 'object' && element !== null && !Array.isArray(element))
        onObject(element as Json, context);
    }
    return end;
  };

  /** @param dead - index of a brace of which it is known that what it opens does not parse */
  const scan = (text: string, from: number, context: Context, dead: number): void => {
    if (!text.includes('{', from)) return;
    // What is open where an array fails fails too.
    let noArrayBefore = from;
    for (let at = nextOpener(text, from); at !== -1; ) {
      if (text.charCodeAt(at) === 91) {
        const end = at < noArrayBefore ? noJson : array(text, at, context);
        if (end === noJson) noArrayBefore = Math.max(noArrayBefore, inLine.stoppedAt());
        at = nextOpener(text, end === noJson ? at + 1 : end);
        continue;
      }
      if (at >= dead) return;
      walk.begin();
      const end = walk.on(text, at, 0);
      if (end === noJson) return;
      if (end === lineEnds) {
        open = { context, lines: [{ text: text.slice(at), context }] };
        length = text.length - at;
        return;
      }
      onObject(JSON.parse(text.slice(at, end)) as Json, context);
      at = nextOpener(text, end);
    }
  };

  /** Reads the lines after the first one of an object that does not parse. Of what is open in it nothing parses
   * either; where it only grew too long, that is said of what began in its first half. */
  const giveUp = (tooLong: boolean): void => {
    const lines = open?.lines ?? [];
    const dead = new Map<number, number>();
    let before = 0;
    let half = 0;
    while (tooLong && half < lines.length && before <= length / 2) {
      before += lines[half]?.text.length ?? 0;
      half += 1;
    }
    for (const [line, at] of walk.openBraces()) {
      if (!dead.has(line) && (!tooLong || line < half)) dead.set(line, at);
    }
    open = null;
    for (const [index, { text, context }] of lines.entries()) {
      if (index > 0) feed(text, context, dead.get(index));
    }
  };

  const feed = (text: string, context: Context, dead = Number.POSITIVE_INFINITY): void => {
    if (!open) {
      const whole = text.startsWith('{') && text.endsWith('}') ? parsed(text) : null;
      if (whole) onObject(whole, context);
      else scan(text, 0, context, dead);
      return;
    }
    const begun = open;
    const end = walk.on(text, 0, begun.lines.length);
    begun.lines.push({ text, context });
    length += text.length;
    if (end === noJson || (end === lineEnds && length > longest)) {
      giveUp(end === lineEnds);
      return;
    }
    if (end === lineEnds) return;
    open = null;
    const whole = [...begun.lines.slice(0, -1).map((line) => line.text), text.slice(0, end)].join('\n');
    onObject(JSON.parse(whole) as Json, begun.context);
    scan(text, end, context, dead);
  };

  return {
    line: (text, context) => feed(text, context),
    isOpen: () => open !== null,
    end: () => {
      while (open) giveUp(false);
    },
  };
}

function parsed(text: string): Json | null {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
