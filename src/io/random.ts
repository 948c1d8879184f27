import { randomBytes, randomUUID } from 'node:crypto';
import type { Random } from '../model/ports.ts';

/** Cryptographic randomness for ids; the common generator for what is only drawn. */
export const realRandom: Random = {
  uuid: () => randomUUID(),
  hex: (digits) =>
    randomBytes(Math.ceil(digits / 2))
      .toString('hex')
      .slice(0, digits),
  fraction: () => Math.random(),
};
