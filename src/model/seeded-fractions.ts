/** FNV-1a, 32 bits.
 * @see https://datatracker.ietf.org/doc/draft-eastlake-fnv/ */
function hash(text: string, start: number): number {
  let value = start;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

/** Draws that are thrown away, so that keys which differ in one bit have nothing in common. */
const warmUpDraws = 12;

/**
 * A stream of numbers, uniform in [0, 1), that is the same for the same key: sfc32, seeded by the key's hash.
 * @see https://pracrand.sourceforge.net/RNG_engines.txt sfc
 */
export function seededFractions(key: string): () => number {
  let a = hash(key, 0x811c9dc5);
  let b = hash(key, a ^ 0x9e3779b9);
  let c = hash(key, b ^ 0x85ebca6b);
  let counter = 1;
  const fraction = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let index = 0; index < warmUpDraws; index += 1) fraction();
  return fraction;
}
