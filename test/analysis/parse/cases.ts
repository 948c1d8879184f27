import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { InitReport, Report } from '../../../src/model/report.ts';

/** One line of a case file: a log and what a correct reader makes of it. */
export interface LogCase {
  readonly id: string;
  readonly kind: 'text' | 'json' | 'tail';
  readonly log: string;
  readonly requestId: string | null;
  readonly expect: readonly Report[];
  readonly initReports: readonly InitReport[];
}

const own = new URL('../../../fixtures/logs/', import.meta.url);
const corpus = new URL('../../../../shared/corpus/report-lines.jsonl', import.meta.url);

const read = (url: URL): LogCase[] =>
  readFileSync(url, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as LogCase);

/** The project's own cases. */
export const ownCases: readonly LogCase[] = readdirSync(fileURLToPath(own))
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) => read(new URL(name, own)));

/** A larger collection that may lie beside the checkout; null where it does not. */
export const corpusCases: readonly LogCase[] | null = existsSync(corpus) ? read(corpus) : null;

/** The text of a case as a file would hold it. */
export const bytesOf = (logCase: LogCase): Buffer =>
  logCase.kind === 'tail' ? Buffer.from(logCase.log, 'base64') : Buffer.from(logCase.log, 'utf8');

/** Records in an order of their own: cases do not judge the order. */
export const sorted = <T>(records: readonly T[]): T[] =>
  records.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
