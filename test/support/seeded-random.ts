import type { Random } from '../../src/model/ports.ts';
import { seededFractions } from '../../src/model/seeded-fractions.ts';

/** Names that are the same for the same seed. */
export function seededRandom(seed: string): Random {
  const fraction = seededFractions(seed);
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(fraction() * 16).toString(16)).join('');
  return {
    fraction,
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
  };
}
