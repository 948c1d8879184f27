type Env = Readonly<Record<string, string | undefined>>;

const given = (value: string | undefined): value is string => value !== undefined && value !== '';
const off = (value: string): boolean => value === '0' || value.toLowerCase() === 'false';

/** A build log is no terminal, whatever it says of itself. */
export const inCi = (env: Env): boolean => given(env.CI) && !off(env.CI);

/** Whether to write colours: never with NO_COLOR; else as FORCE_COLOR says; else on a terminal that is not dumb,
 * outside CI.
 * @see https://no-color.org
 * @see https://force-color.org */
export function wantsColour(env: Env, isTerminal: boolean): boolean {
  if (given(env.NO_COLOR)) return false;
  if (given(env.FORCE_COLOR)) return !off(env.FORCE_COLOR);
  return isTerminal && env.TERM !== 'dumb' && !inCi(env);
}

/** Whether something may move (a spinner, a line that is rewritten): only where a person watches. */
export const mayMove = (env: Env, isTerminal: boolean): boolean =>
  isTerminal && env.TERM !== 'dumb' && !inCi(env);
