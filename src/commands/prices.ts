import * as z from 'zod';
import { readInput } from '../io/files.ts';
import type { Io } from '../io/io.ts';
import { UsageError } from '../model/errors.ts';
import { type Prices, pricedRegions, pricesOf } from '../model/prices.ts';

const price = z.number().nonnegative().max(1_000_000);

/** What `--prices` may hold: each price that it names goes over that of the package. */
export const ownPricesSchema = z
  .strictObject({
    perMillionRequestsUsd: price.describe('a million requests'),
    perGbSecondUsd: price.describe('a GB-second on demand'),
    provisionedPerGbSecondUsd: price.describe('a GB-second of configured provisioned concurrency'),
    provisionedDurationPerGbSecondUsd: price.describe('a GB-second of duration on provisioned concurrency'),
    storagePerGbSecondUsd: price.describe('a GB-second of ephemeral storage above 512 MB'),
    logsPerGbUsd: price.describe('a GB that CloudWatch Logs takes in'),
  })
  .partial();

const maximumBytes = 1_000_000;

async function ownPrices(path: string, io: Io): Promise<z.output<typeof ownPricesSchema>> {
  const text = new TextDecoder().decode(
    await readInput(path, io.stdin, { maxBytes: maximumBytes, what: 'the prices' }),
  );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is no JSON`, 'docs/advise.md shows what it may hold.', error);
  }
  const parsed = ownPricesSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UsageError(
    `${path}: ${issue?.path.join('.') === '' ? '' : `${issue?.path.join('.')}: `}${issue?.message ?? 'not readable'}`,
    'docs/advise.md shows what it may hold.',
    parsed.error,
  );
}

/**
 * The prices of a region and architecture, with those of `--prices` over them. A region that is not in the table
 * has no default: its prices must be given.
 *
 * @throws UsageError
 */
export async function pricesFor(
  region: string,
  architecture: string,
  path: string | undefined,
  io: Io,
): Promise<Prices> {
  const known = pricesOf(region, architecture);
  const own = path === undefined ? {} : await ownPrices(path, io);
  if (known !== null) {
    // A price of one's own holds for all of the duration.
    const tiers = own.perGbSecondUsd === undefined ? {} : { durationTiers: [] };
    return { ...known, ...tiers, ...withoutUndefined(own) };
  }
  const { perMillionRequestsUsd, perGbSecondUsd } = own;
  if (perMillionRequestsUsd === undefined || perGbSecondUsd === undefined) {
    throw new UsageError(
      `no ${architecture} prices are known for ${JSON.stringify(region)}`,
      `Known are ${pricedRegions.join(', ')}. Give another with --region, or prices of your own with --prices FILE (docs/advise.md).`,
    );
  }
  return {
    perMillionRequestsUsd,
    perGbSecondUsd,
    durationTiers: [],
    provisionedPerGbSecondUsd: own.provisionedPerGbSecondUsd ?? null,
    provisionedDurationPerGbSecondUsd: own.provisionedDurationPerGbSecondUsd ?? null,
    storagePerGbSecondUsd: own.storagePerGbSecondUsd ?? 0,
    logsPerGbUsd: own.logsPerGbUsd ?? null,
  };
}

const withoutUndefined = <Value extends object>(
  value: Value,
): { [Key in keyof Value]: Exclude<Value[Key], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [Key in keyof Value]: Exclude<Value[Key], undefined>;
  };
