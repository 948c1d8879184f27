import type { z } from 'zod';
import { UsageError } from '../model/errors.ts';
import {
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
import { readChunks } from './files.ts';
import { linesOf, type TextLine } from './lines.ts';

export interface ReadRun {
  readonly run: Run;
  /** What the reader should tell: a last line that was cut. */
  readonly notes: readonly { readonly code: string; readonly message: string }[];
}

const makeHint = 'A run file is what `lambda-fanout bench --save run.jsonl` writes (docs/run-file.md).';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Collects the lines of one run, and refuses what is none. */
class RunCollector {
  header: HeaderLine | null = null;
  readonly invocations: InvocationLine[] = [];
  readonly orchestrations: OrchestrationLine[] = [];
  readonly reports: ReportLine[] = [];
  readonly deployment: DeploymentLine[] = [];
  end: EndLine | null = null;
  cutLine: number | null = null;
  private readonly name: string;
  private readonly lineOfSeq = new Map<number, number>();

  constructor(name: string) {
    this.name = name;
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
        this.takeInvocation(this.checked(invocationLineSchema, value, line), line);
        break;
      case 'orchestration':
        this.orchestrations.push(this.checked(orchestrationLineSchema, value, line));
        break;
      case 'report':
        this.reports.push(this.checked(reportLineSchema, value, line));
        break;
      case 'deployment':
        this.deployment.push(this.checked(deploymentLineSchema, value, line));
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
        `${this.name} has form ${value.schema} of the run file; this version of lambda-fanout reads ${runFileSchemaVersion}`,
        'Use the version of lambda-fanout that wrote it, or a later one.',
      );
    }
    return this.checked(headerLineSchema, value, line);
  }

  private takeInvocation(invocation: InvocationLine, line: TextLine): void {
    const before = this.lineOfSeq.get(invocation.seq);
    if (before !== undefined) this.refuse(line, `repeats seq ${invocation.seq} of line ${before}`);
    this.lineOfSeq.set(invocation.seq, line.number);
    this.invocations.push(invocation);
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
    const words = (issue?.message ?? 'is not as it should be').replace(/^Invalid input: /, '');
    return this.refuse(line, field === '' ? words : `is broken at ${field}: ${words}`);
  }

  private refuse(line: TextLine, what: string, hint = makeHint): never {
    throw new UsageError(`${this.name}: line ${line.number} ${what}`, hint);
  }
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'none').slice(0, 80);

/**
 * Reads a run file whole, each line checked. A last line that was cut while it was written (the run was killed) is
 * left out and told; everything else that is wrong is refused.
 *
 * @param path - `-` reads standard input
 * @throws UsageError that says which line is wrong, and what is
 */
export async function readRunFile(path: string, stdin: AsyncIterable<Uint8Array>): Promise<ReadRun> {
  const name = path === '-' ? 'standard input' : JSON.stringify(path);
  const collector = new RunCollector(name);
  for await (const lines of linesOf(path === '-' ? stdin : readChunks(path), name)) {
    for (const line of lines) collector.take(line);
  }
  const { header, invocations, orchestrations, reports, deployment, end, cutLine } = collector;
  if (header === null) throw new UsageError(`${name} is empty: there is no run in it`, makeHint);
  const notes =
    cutLine === null
      ? []
      : [
          {
            code: 'cut-line',
            message: `Line ${cutLine} of the run file was cut while it was written and is left out: the run was killed.`,
          },
        ];
  return { run: { header, invocations, orchestrations, reports, deployment, end }, notes };
}
