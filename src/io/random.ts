import type { Random } from '../model/ports.ts';

/** Asked for in one piece: each call of the generator costs more than what it brings. */
const pool = Buffer.alloc(4_096);
let taken = pool.length;

function hex(digits: number): string {
  const bytes = Math.ceil(digits / 2);
  if (bytes > pool.length) {
    return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes)))
      .toString('hex')
      .slice(0, digits);
  }
  if (taken + bytes > pool.length) {
    crypto.getRandomValues(pool);
    taken = 0;
  }
  const from = taken;
  taken += bytes;
  return pool.toString('hex', from, taken).slice(0, digits);
}

/** Cryptographic randomness for ids; the common generator for what is only drawn. */
export const realRandom: Random = {
  uuid: () => crypto.randomUUID(),
  hex,
  fraction: () => Math.random(),
};
