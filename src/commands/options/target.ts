import * as z from 'zod';
import { UsageError } from '../../model/errors.ts';
import { refuseModelContradictions } from './deployment.ts';
import { name } from './values.ts';

const fallbackFunctionName = 'worker_lambda';

export const targetOptions = z.object({
  functionName: name('--function-name').optional(),
  qualifier: name('--qualifier').default('$LATEST'),
  region: name('--region').optional(),
  profile: name('--profile').optional(),
  endpointUrl: z
    .url({ error: '--endpoint-url must be a URL such as http://127.0.0.1:9001', protocol: /^https?$/ })
    .optional(),
});
export type TargetOptions = z.output<typeof targetOptions>;

/** Which function is measured, and who said so. */
export function functionNameOf(
  options: TargetOptions,
  env: Readonly<Record<string, string | undefined>>,
): { readonly functionName: string; readonly from: string } {
  if (options.functionName !== undefined)
    return { functionName: options.functionName, from: '--function-name' };
  const fromEnvironment = env.LAMBDA_FANOUT_FUNCTION_NAME;
  return fromEnvironment !== undefined && fromEnvironment !== ''
    ? { functionName: fromEnvironment, from: 'LAMBDA_FANOUT_FUNCTION_NAME' }
    : { functionName: fallbackFunctionName, from: 'the default' };
}

/** Options that only mean something on the embedded service. */
const onlyLocal = [
  'config',
  'handler',
  'memory',
  'provisioned',
  'localProvisioning',
  'model',
  'modelSeed',
  'accountConcurrency',
] as const;
const notLocal = ['endpointUrl', 'profile'] as const;

/** An option as it is spelled on the command line. */
export const flagOf = (key: string): string =>
  `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Refuses flags that contradict each other.
 * @throws UsageError */
export function refuseContradictions(raw: Readonly<Record<string, unknown>>): void {
  const given = (key: string): boolean => raw[key] !== undefined;
  const wrong = given('local') ? notLocal.find(given) : onlyLocal.find(given);
  if (wrong !== undefined) {
    throw new UsageError(
      given('local')
        ? `--local and ${flagOf(wrong)} contradict each other: the embedded service is its own endpoint`
        : `${flagOf(wrong)} only means something together with --local`,
      given('local') ? `Leave one of them out.` : 'Add --local, or leave it out.',
    );
  }
  refuseModelContradictions(raw);
}
