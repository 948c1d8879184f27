import { readInput } from '../io/files.ts';
import type { Io } from '../io/io.ts';
import { UsageError } from '../model/errors.ts';
import type { TargetFacts } from '../model/target.ts';
import type { Context } from './context.ts';
import { maximumPayloadBytes, payloadOf } from './options/payload.ts';

/** Above this AWS is only asked with `--yes`: a slip of the keyboard should not cost money. */
const invocationsWithoutYes = 100;

/** What each request carries, from `--payload` and `--hold`.
 * @throws UsageError */
export async function payloadFrom(
  options: { readonly payload?: string | undefined; readonly hold?: number | undefined },
  io: Io,
): Promise<{ readonly bytes: Uint8Array; readonly holdMs: number | null }> {
  const source = options.payload;
  if (source === undefined) return payloadOf(null, options.hold ?? null);
  const path = source === '-' ? '-' : source.startsWith('@') ? source.slice(1) : null;
  const text =
    path === null
      ? source
      : new TextDecoder().decode(
          await readInput(path, io.stdin, { maxBytes: maximumPayloadBytes, what: 'the payload' }),
        );
  return payloadOf(text, options.hold ?? null);
}

/** Refuses to send many invocations to AWS that nobody said yes to.
 * @param atMost - it may be fewer
 * @throws UsageError */
export function refuseUnasked(
  invocations: number,
  options: { readonly yes?: true | undefined },
  context: Pick<Context, 'onAws'>,
  atMost = false,
): void {
  if (!context.onAws || options.yes === true || invocations <= invocationsWithoutYes) return;
  throw new UsageError(
    `this would send ${atMost ? 'up to ' : ''}${invocations.toLocaleString('en')} invocations to AWS`,
    'Look at it with --dry-run, then add --yes.',
  );
}

/** Refuses a target on which a start kind has no meaning.
 * @throws UsageError */
export function refuseSharedEnvironments(facts: TargetFacts): void {
  if (facts.managedInstances !== true) return;
  throw new UsageError(
    `${facts.functionName} runs on Lambda Managed Instances, where one environment serves many requests at once: a start kind has no meaning there`,
    'Measure a function on standard Lambda compute.',
  );
}
