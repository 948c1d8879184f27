import { listText } from '../wording.ts';
import { type CodeFacts, isReadCode } from './code/read-code.ts';
import { error, type Finding, named, note, ok, type Rule, warning } from './finding.ts';
import { isItsOwn, nearestName } from './variables.ts';

type Variables = Readonly<Record<string, string>>;

const setIn = (functionName: string): string => `the environment of ${functionName}`;

/** The names that are invoked, where a variable is part of them and its value is missing. */
function consequence(code: CodeFacts, name: string): string {
  const comesTo = code.invokes.flatMap(({ functionName, qualifier }) => {
    const parts: string[] = [];
    if (functionName.variables.includes(name) && functionName.text !== null)
      parts.push(
        `the name it invokes comes to ${functionName.text === undefined ? 'undefined' : `"${functionName.text}"`}`,
      );
    if (qualifier?.variables.includes(name) === true && qualifier.text !== null)
      parts.push(
        qualifier.text === undefined
          ? 'the qualifier it invokes comes to undefined, which means $LATEST'
          : `the qualifier it invokes comes to "${qualifier.text}"`,
      );
    return parts;
  });
  return comesTo.length === 0 ? '' : ` So ${listText([...new Set(comesTo)])}.`;
}

const invokesBy = (code: CodeFacts, name: string): boolean =>
  code.invokes.some(
    ({ functionName, qualifier }) =>
      functionName.variables.includes(name) || qualifier?.variables.includes(name) === true,
  );

interface Compared {
  readonly subject: string;
  readonly code: CodeFacts;
  readonly set: Variables;
  /** Read, not set, and not given by Lambda; with where. */
  readonly unset: ReadonlyMap<string, { readonly at: readonly string[]; readonly optional: boolean }>;
  /** Set, and read nowhere that can be seen. */
  readonly unread: readonly string[];
}

function compare(subject: string, code: CodeFacts, set: Variables): Compared {
  const unset = new Map<string, { at: string[]; optional: boolean }>();
  for (const { name, optional, at } of code.environment.reads) {
    if (Object.hasOwn(set, name) || !isItsOwn(name) || code.environment.writes.includes(name)) continue;
    const known = unset.get(name) ?? { at: [], optional: true };
    unset.set(name, { at: [...known.at, at], optional: known.optional && optional });
  }
  const read = new Set(code.environment.reads.map(({ name }) => name));
  const unread = Object.keys(set).filter((name) => isItsOwn(name) && !read.has(name) && !code.mentions(name));
  return { subject, code, set, unset, unread };
}

function misspelt({
  subject,
  code,
  unset,
  unread,
}: Compared): readonly (Finding & { readonly names: readonly string[] })[] {
  return unread.flatMap((wrong) => {
    const right = nearestName(wrong, unset.keys());
    if (right === null) return [];
    return {
      ...error(
        'environment-misspelt',
        subject,
        `${wrong} is set, and its code reads it nowhere; it reads ${right}, which is not set.${consequence(code, right)}`,
        `Rename ${wrong} to ${right} where it is set (Terraform, CloudFormation).`,
        `${right} is read at ${listText([...new Set(unset.get(right)?.at)])}; ${wrong} stands in ${setIn(subject)}`,
      ),
      names: [wrong, right],
    };
  });
}

function unsetFindings({ subject, code, unset }: Compared, done: ReadonlySet<string>): readonly Finding[] {
  const rest = [...unset].filter(([name]) => !done.has(name));
  // What libraries in a bundle read cannot be told from what the function does, except where it decides who is invoked.
  const judged = code.bundled ? rest.filter(([name]) => invokesBy(code, name)) : rest;
  return judged
    .filter(([, { optional }]) => !optional)
    .map(([name, { at }]) =>
      (invokesBy(code, name) ? error : warning)(
        'environment-unset',
        subject,
        `Its code reads ${name}, which is not set, and shows no default for it.${consequence(code, name)}`,
        `Set ${name} for ${subject}, or give it a default in the code.`,
        `read at ${listText([...new Set(at)])}`,
      ),
    );
}

/** Why a variable may be read although nothing is seen to; null: it is not. */
const mayBeReadBy = ({ code }: Compared, layers: number): string | null =>
  layers > 0
    ? 'a layer may, and layers are not read'
    : code.environment.dynamic.length > 0 && !code.speaksContract
      ? 'it may be read by a name that is only known when it runs'
      : null;

function unreadFindings(compared: Compared, done: ReadonlySet<string>, layers: number): readonly Finding[] {
  const { subject, unread } = compared;
  const doubt = mayBeReadBy(compared, layers);
  return unread
    .filter((name) => !done.has(name))
    .map((name) =>
      (doubt === null ? warning : note)(
        'environment-unread',
        subject,
        `${name} is set, and its code reads it nowhere${doubt === null ? '' : `; ${doubt}`}.`,
        `Take ${name} away, or read it.`,
        setIn(subject),
      ),
    );
}

function dynamicFinding({ subject, code }: Compared): readonly Finding[] {
  const places = [...new Set(code.environment.dynamic)];
  if (places.length === 0 || code.speaksContract) return [];
  return [
    note(
      'environment-dynamic',
      subject,
      `It reads variables by names that are only known when it runs, or hands its whole environment on: which ones cannot be decided from the code.${code.bundled ? ' It is a bundle, so a library may be what does it.' : ''}`,
      '',
      `at ${listText(places.slice(0, 5))}${places.length > 5 ? ` and ${places.length - 5} more places` : ''}`,
    ),
  ];
}

/** The variables that are set against those that its code reads. */
export const orchestratorEnvironment: Rule = ({ facts: { orchestrator }, code }) => {
  if (orchestrator === null || code === null || !isReadCode(code)) return [];
  const { variables, layers, target } = orchestrator;
  if (variables === null)
    return [
      note(
        'not-read',
        target.functionName,
        'Its variables could not be read, so they are not compared with what its code reads.',
        'Read its configuration, and use the key that its variables are encrypted with (kms:Decrypt).',
      ),
    ];
  const compared = compare(target.functionName, code, variables);
  const wrong = misspelt(compared);
  const done = new Set(wrong.flatMap(({ names }) => names));
  const found: readonly Finding[] = [
    ...wrong.map(({ names: _, ...finding }) => finding),
    ...unsetFindings(compared, done),
    ...unreadFindings(compared, done, layers ?? 0),
    ...dynamicFinding(compared),
  ];
  const count = Object.keys(variables).length;
  return found.some(({ severity }) => severity === 'error' || severity === 'warning')
    ? found
    : [
        ...found,
        ok(
          'environment-unset',
          named(target),
          count === 0
            ? 'No variable is set, and its code asks for none.'
            : `Each of the ${count} variables that are set is read, and none is missing.`,
        ),
      ];
};
