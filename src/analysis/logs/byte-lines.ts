const lineFeed = 10;

/** Cuts chunks where lines end, wherever the chunks themselves were cut. */
export interface ByteLines {
  readonly push: (chunk: Buffer) => void;
  /** What is left without a line end is a line too. */
  readonly end: () => void;
  /** Lines that were longer than allowed, and left out. */
  readonly overlong: () => number;
}

/**
 * @param onLines - is handed whole lines: bytes `from` to `to` of a buffer that must not be kept; the last one may
 * lack its line feed at the end of the input
 * @param longest - bytes of a line; a longer one is left out and counted
 */
export function createByteLines(
  onLines: (bytes: Buffer, from: number, to: number) => void,
  longest: number,
): ByteLines {
  let begun: Buffer[] = [];
  let length = 0;
  let overlong = 0;

  const hold = (bytes: Buffer): void => {
    if (bytes.length === 0) return;
    length += bytes.length;
    if (length <= longest) begun.push(Buffer.from(bytes));
    else begun = [];
  };

  const finish = (): void => {
    if (length > longest) overlong += 1;
    else if (length > 0) {
      const line = begun.length === 1 ? begun[0] : Buffer.concat(begun);
      if (line) onLines(line, 0, line.length);
    }
    begun = [];
    length = 0;
  };

  return {
    push: (chunk) => {
      const last = chunk.lastIndexOf(lineFeed);
      if (last === -1) {
        hold(chunk);
        return;
      }
      let from = 0;
      if (length > 0) {
        from = chunk.indexOf(lineFeed) + 1;
        hold(chunk.subarray(0, from));
        finish();
      }
      if (from <= last) onLines(chunk, from, last + 1);
      hold(chunk.subarray(last + 1));
    },
    end: finish,
    overlong: () => overlong,
  };
}
