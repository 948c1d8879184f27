import type { z } from 'zod';
import { UsageError } from '../model/errors.ts';
import {
  type BodyLine,
  type DeploymentLine,
  deploymentLineSchema,
  type EndLine,
  endLineSchema,
  type HeaderLine,
  headerLineSchema,
  type InvocationLine,
  invocationLineSchema,
  type OrchestrationLine,
  orchestrationLineSchema,
  type ReportLine,
  type Run,
  reportLineSchema,
} from '../model/run-file.ts';
import { runFileSchemaVersion } from '../model/run-file-version.ts';
import { isUsualInvocation } from '../model/usual-invocation.ts';
import { linesOf, type TextLine } from './lines.ts';
import { NumberList } from './number-list.ts';
import { openRereadable } from './rereadable.ts';
import { SeqLines } from './seq-lines.ts';

/** What is known of a run once its file was gone through. */
export interface ReadRun {
  readonly header: HeaderLine;
  /** Null: the run was killed. */
  readonly end: EndLine | null;
  /** What the reader should tell: a last line that was cut. */
  readonly notes: readonly { readonly code: string; readonly message: string }[];
}

/** A run whose invocations can be read again. */
export interface SavedRun extends ReadRun {
  /** @param position - among the invocations, from 0, in the order of the file
   * @throws UsageError where the file is not as it was */
  readonly at: (position: number) => InvocationLine;
  readonly close: () => Promise<void>;
}

type Take = (line: BodyLine) => void;

const makeHint = 'A run file is what `lambda-fanout bench --save run.jsonl` writes (docs/run-file.md).';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Checks the lines of one run, hands them on, and refuses what is none. */
class RunLines {
  header: HeaderLine | null = null;
  end: EndLine | null = null;
  cutLine: number | null = null;
  /** Where each invocation lies. */
  readonly offsets = new NumberList();
  readonly #name: string;
  readonly #take: Take;
  readonly #lineOfSeq = new SeqLines();

  constructor(name: string, take: Take) {
    this.#name = name;
    this.#take = take;
  }

  take(line: TextLine): void {
    if (line.text.trim() === '') return;
    const value = this.parsed(line);
    if (value === null) return;
    if (this.header === null) {
      this.header = this.headerFrom(value, line);
      return;
    }
    switch (value.kind) {
      case 'invocation':
        this.takeInvocation(
          isUsualInvocation(value) ? value : this.checked(invocationLineSchema, value, line),
          line,
        );
        break;
      case 'orchestration':
        this.#take(this.checked(orchestrationLineSchema, value, line));
        break;
      case 'report':
        this.#take(this.checked(reportLineSchema, value, line));
        break;
      case 'deployment':
        this.#take(this.checked(deploymentLineSchema, value, line));
        break;
      case 'end':
        if (this.end !== null) this.refuse(line, 'is a second end line');
        this.end = this.checked(endLineSchema, value, line);
        break;
      case 'header':
        this.refuse(line, 'is a second header', 'A file holds one run: split it before each header.');
        break;
      default:
        this.refuse(line, `has the unknown kind ${shown(value.kind)}`);
    }
  }

  /** Null: the last line of a killed run, cut while it was written. */
  private parsed(line: TextLine): Record<string, unknown> | null {
    let value: unknown;
    try {
      value = JSON.parse(line.text);
    } catch {
      if (line.ended || this.header === null) this.refuse(line, 'is not JSON');
      this.cutLine = line.number;
      return null;
    }
    if (!isRecord(value)) this.refuse(line, 'is no JSON object');
    return value;
  }

  private headerFrom(value: Record<string, unknown>, line: TextLine): HeaderLine {
    if (value.kind !== 'header') this.refuse(line, 'is no header, and a run file begins with one');
    if (typeof value.schema === 'number' && value.schema > runFileSchemaVersion) {
      throw new UsageError(
        `${this.#name} has form ${value.schema} of the run file; this version of lambda-fanout reads ${runFileSchemaVersion}`,
        'Use the version of lambda-fanout that wrote it, or a later one.',
      );
    }
    return this.checked(headerLineSchema, value, line);
  }

  private takeInvocation(invocation: InvocationLine, line: TextLine): void {
    const before = this.#lineOfSeq.put(invocation.seq, line.number);
    if (before !== null) this.refuse(line, `repeats seq ${invocation.seq} of line ${before}`);
    this.offsets.push(line.at);
    this.#take(invocation);
  }

  /** An invocation once more, from where it lies. */
  again(position: number, lineAt: (offset: number) => string): InvocationLine {
    try {
      return invocationLineSchema.parse(JSON.parse(lineAt(this.offsets.at(position))));
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new UsageError(
        `${this.#name} has changed while it was read`,
        'Read it again when nothing writes to it.',
        error,
      );
    }
  }

  private checked<Schema extends z.ZodType>(
    schema: Schema,
    value: unknown,
    line: TextLine,
  ): z.output<Schema> {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    const field = issue === undefined ? '' : issue.path.map(String).join('.');
    const words = (issue?.message ?? 'is not as it should be')
      .replace(/^Invalid input: /, '')
      .replace(/, received undefined$/, ', and it is not there');
    return this.refuse(line, field === '' ? words : `is broken at ${field}: ${words}`);
  }

  private refuse(line: TextLine, what: string, hint = makeHint): never {
    throw new UsageError(`${this.#name}: line ${line.number} ${what}`, hint);
  }
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'none').slice(0, 80);

/**
 * Goes through a run file once, each line checked and handed on. A last line that was cut while it was written (the
 * run was killed) is left out and told; everything else that is wrong is refused.
 *
 * @param path - `-` reads standard input
 * @param take - is handed the lines between header and end, in the order of the file
 * @returns the rest of the run, to be closed when nothing is read again
 * @throws UsageError that says which line is wrong, and what is
 */
export async function readSavedRun(
  path: string,
  stdin: AsyncIterable<Uint8Array>,
  take: Take,
): Promise<SavedRun> {
  const name = path === '-' ? 'standard input' : JSON.stringify(path);
  const source = await openRereadable(path, stdin);
  const lines = new RunLines(name, take);
  try {
    for await (const batch of linesOf(source.pieces, name)) for (const line of batch) lines.take(line);
    const { header, end } = lines;
    if (header === null) throw new UsageError(`${name} is empty: there is no run in it`, makeHint);
    const at = (position: number) => lines.again(position, source.lineAt);
    return { header, end, notes: notesOf(lines.cutLine), at, close: source.close };
  } catch (error) {
    await source.close();
    throw error;
  }
}

const notesOf = (cutLine: number | null): ReadRun['notes'] =>
  cutLine === null
    ? []
    : [
        {
          code: 'cut-line',
          message: `Line ${cutLine} of the run file was cut while it was written and is left out: the run was killed.`,
        },
      ];

/** Reads a run file whole into memory, as {@link readSavedRun} does. */
export async function readRunFile(
  path: string,
  stdin: AsyncIterable<Uint8Array>,
): Promise<{ readonly run: Run; readonly notes: ReadRun['notes'] }> {
  const invocations: InvocationLine[] = [];
  const orchestrations: OrchestrationLine[] = [];
  const reports: ReportLine[] = [];
  const deployment: DeploymentLine[] = [];
  const { header, end, notes, close } = await readSavedRun(path, stdin, (line) => {
    if (line.kind === 'invocation') invocations.push(line);
    else if (line.kind === 'orchestration') orchestrations.push(line);
    else if (line.kind === 'report') reports.push(line);
    else deployment.push(line);
  });
  await close();
  return { run: { header, invocations, orchestrations, reports, deployment, end }, notes };
}
