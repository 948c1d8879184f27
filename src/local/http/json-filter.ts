type Path = readonly (string | number)[];
type Test = (value: unknown) => boolean;
type Condition = (root: unknown) => boolean;

const tokenForm =
  /\s*(&&|\|\||!=|<=|>=|[{}()=<>]|"(?:[^"\\]|\\.)*"|\$(?:\.[\w-]+|\[(?:\d+|"[^"]*"|'[^']*')\])*|[^\s{}()=<>!&|"]+)/y;

function tokenize(pattern: string): string[] {
  const tokens: string[] = [];
  const text = pattern.trimEnd();
  tokenForm.lastIndex = 0;
  while (tokenForm.lastIndex < text.length) {
    const at = tokenForm.lastIndex;
    const match = tokenForm.exec(text);
    if (match?.[1] === undefined) throw new Error(`cannot be read at character ${at + 1}`);
    tokens.push(match[1]);
  }
  return tokens;
}

function parsePath(token: string): Path {
  const parts = token.matchAll(/\.([\w-]+)|\[(?:(\d+)|"([^"]*)"|'([^']*)')\]/g);
  return [...parts].map(([, name, index, double, single]) =>
    index === undefined ? (name ?? double ?? single ?? '') : Number(index),
  );
}

const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    root,
  );

const isScalar = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';

function matchesText(wanted: string): Test {
  const parts = wanted.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  // Runs of * are one *, so that no message can make the match slow.
  const form = new RegExp(`^${parts.join('.*').replaceAll(/(?:\.\*)+/g, '.*')}$`, 's');
  return (value) => isScalar(value) && form.test(String(value));
}

function compare(operator: string, operand: string): Test {
  const quoted = operand.startsWith('"');
  const text = quoted ? operand.slice(1, -1).replaceAll(/\\(.)/g, '$1') : operand;
  const number = Number(text);
  const numeric = !quoted && text !== '' && !Number.isNaN(number);
  const equal: Test = numeric ? (value) => value === number : matchesText(text);
  if (operator === '=') return equal;
  if (operator === '!=') return (value) => value !== undefined && value !== null && !equal(value);
  if (!numeric) throw new Error(`${operator} needs a number`);
  const inOrder: Record<string, (value: number) => boolean> = {
    '<': (value) => value < number,
    '<=': (value) => value <= number,
    '>': (value) => value > number,
    '>=': (value) => value >= number,
  };
  const test = inOrder[operator];
  if (test === undefined) throw new Error(`${operator} is no operator`);
  return (value) => typeof value === 'number' && test(value);
}

const words: Record<string, Test> = {
  'IS NULL': (value) => value === null,
  'IS TRUE': (value) => value === true,
  'IS FALSE': (value) => value === false,
  'NOT EXISTS': (value) => value === undefined,
};

/**
 * Reads a JSON filter pattern: comparisons of `$.path` with strings (`*` stands for anything) and numbers, `IS NULL`,
 * `IS TRUE`, `IS FALSE`, `NOT EXISTS`, joined by && and ||, with parentheses. A message that is no JSON does not match.
 *
 * @param pattern - with its braces
 * @throws Error that says what cannot be read
 */
export function parseJsonFilter(pattern: string): (message: string) => boolean {
  const tokens = tokenize(pattern);
  let next = 0;
  const take = (): string => {
    const token = tokens[next];
    if (token === undefined) throw new Error('it ends too early');
    next += 1;
    return token;
  };
  const expect = (wanted: string): void => {
    const token = take();
    if (token !== wanted) throw new Error(`${wanted} is missing before ${token}`);
  };
  const joined = (operator: string, operand: () => Condition, join: (all: Condition[]) => Condition) => {
    const all = [operand()];
    while (tokens[next] === operator) {
      next += 1;
      all.push(operand());
    }
    return join(all);
  };
  const either = (): Condition => joined('||', both, (all) => (root) => all.some((each) => each(root)));
  const both = (): Condition => joined('&&', single, (all) => (root) => all.every((each) => each(root)));
  const single = (): Condition => {
    const token = take();
    if (token === '(') {
      const inner = either();
      expect(')');
      return inner;
    }
    if (!token.startsWith('$')) throw new Error(`a path such as $.type is missing before ${token}`);
    const path = parsePath(token);
    const operator = take();
    const operand = take();
    const test = words[`${operator} ${operand}`.toUpperCase()] ?? compare(operator, operand);
    return (root) => test(valueAt(root, path));
  };
  expect('{');
  const condition = either();
  expect('}');
  if (next < tokens.length) throw new Error(`${tokens[next]} after the end`);
  return (message) => {
    try {
      return condition(JSON.parse(message));
    } catch {
      return false;
    }
  };
}
