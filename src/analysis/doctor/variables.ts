import { distance } from 'fastest-levenshtein';

/** Variables that Lambda sets itself, that its runtimes and extensions read, or the SDK does: nothing to be found in a
 * function's own code, and nothing that it must set.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const notItsOwn =
  /^(?:AWS_|_X_AMZN_|LAMBDA_(?:TASK_ROOT|RUNTIME_DIR)$|_HANDLER$|NODE_|TZ$|LANG$|PATH$|HOME$|LD_LIBRARY_PATH$|OTEL_|DD_|NEW_RELIC_|POWERTOOLS_)/;

export const isItsOwn = (name: string): boolean => !notItsOwn.test(name);

/** At most so many letters apart are two names that are one, misspelt: one in four, and three at most. */
const slack = (name: string): number => Math.min(3, Math.floor(name.length / 4));

/** Of some names the one most like another, where it is like enough to be meant; case makes no difference. */
export function nearestName(name: string, candidates: Iterable<string>): string | null {
  let nearest: { readonly candidate: string; readonly apart: number } | null = null;
  for (const candidate of candidates) {
    const apart = distance(name.toUpperCase(), candidate.toUpperCase());
    if (apart <= slack(name) && (nearest === null || apart < nearest.apart)) nearest = { candidate, apart };
  }
  return nearest?.candidate ?? null;
}
