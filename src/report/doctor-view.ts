import * as z from 'zod';
import { type Finding, type FindingCode, findingCodes } from '../analysis/doctor/finding.ts';
import { type Severity, severities, type TriedPermission } from '../model/doctor.ts';
import { type GrantName, grants } from '../model/operations.ts';
import { csvRecord } from './csv.ts';
import { jsonSchemaVersion, jsonValue } from './json.ts';
import type { Printable } from './printable.ts';
import { count, type Fact, leftColumn, type Tone, text, type View, type ViewTable } from './view.ts';

/** What doctor has to say. */
export interface DoctorReport {
  readonly worker: string;
  readonly orchestrator: string | null;
  readonly region: string;
  readonly local: boolean;
  readonly concurrency: number;
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<Severity, number>>;
  readonly tried: readonly TriedPermission[];
  /** Operations of this tool that were not tried, since they write. */
  readonly notTried: readonly GrantName[];
}

const tones = { error: 'bad', warning: 'caution', note: 'faint', ok: 'good' } satisfies Record<
  Severity,
  Tone
>;

const counted = (amount: number, word: string): string => `${amount} ${word}${amount === 1 ? '' : 's'}`;

const headlineOf = ({ counts: { error, warning, note, ok } }: DoctorReport): string => {
  const verdict =
    error > 0
      ? 'This will not measure what was asked.'
      : warning > 0
        ? 'It can be measured, and the result would need the warnings beside it.'
        : 'Nothing stands in the way.';
  return `${verdict} ${counted(error, 'error')}, ${counted(warning, 'warning')}, ${counted(note, 'note')}; ${ok} in order.`;
};

const sentence = ({ subject, says, evidence }: Finding): string =>
  `${subject}: ${says}${evidence === '' ? '' : ` (${evidence})`}`;

const findingsTable = (findings: readonly Finding[]): ViewTable => ({
  id: 'findings',
  title: '',
  name: 'What to look at',
  columns: [
    leftColumn('severity', 0),
    leftColumn('code', 1),
    { ...leftColumn('finding', 0), wraps: true },
    { ...leftColumn('what to do', 0), wraps: true },
  ],
  rows: findings.map((finding) => [
    text(finding.severity, tones[finding.severity]),
    text(finding.code, 'faint'),
    text(sentence(finding)),
    text(finding.remedy),
  ]),
  note: '',
});

const inOrderTable = (findings: readonly Finding[]): ViewTable => ({
  id: 'in-order',
  title: 'In order',
  columns: [leftColumn('code', 1), { ...leftColumn('checked', 0), wraps: true }],
  rows: findings.map((finding) => [text(finding.code, tones.ok), text(sentence(finding))]),
  note: '',
});

/** What is to be done first, then what is in order. */
const tablesOf = (findings: readonly Finding[]): readonly ViewTable[] => {
  const open = findings.filter(({ severity }) => severity !== 'ok');
  const inOrder = findings.filter(({ severity }) => severity === 'ok');
  return [
    ...(open.length === 0 ? [] : [findingsTable(open)]),
    ...(inOrder.length === 0 ? [] : [inOrderTable(inOrder)]),
  ];
};

const permissionsFact = ({ tried, notTried }: DoctorReport): readonly Fact[] => [
  {
    name: 'Tried',
    value: [
      count(tried.filter(({ result }) => result === 'allowed').length),
      ' of ',
      count(tried.length),
      ' permissions allowed; invoking was asked with DryRun, which invokes nothing',
    ],
  },
  {
    name: 'Not checked',
    value: [
      notTried.length === 0
        ? 'nothing'
        : `what writes has no dry run: ${notTried.map((name) => grants[name].action).join(', ')}`,
      "; what the functions' own roles may do",
    ],
  },
];

/** Doctor's findings for people. */
export const doctorView = (report: DoctorReport): View => ({
  title: `Doctor: ${report.worker}`,
  headline: headlineOf(report),
  facts: [
    {
      name: 'Examined',
      value: [
        report.worker,
        report.orchestrator === null ? '' : `, invoked by ${report.orchestrator}`,
        report.local ? ', on the embedded service' : `, ${report.region}`,
        ', for ',
        count(report.concurrency),
        ' at once',
      ],
    },
    ...permissionsFact(report),
  ],
  tables: tablesOf(report.findings),
  notes: [],
  checks: [],
});

const whole = z.int().nonnegative();

/** `--format json` of `doctor`. */
export const doctorDocumentSchema = z.object({
  schema: z.literal(jsonSchemaVersion),
  kind: z.literal('doctor'),
  worker: z.string(),
  orchestrator: z.string().nullable(),
  region: z.string(),
  local: z.boolean(),
  concurrency: whole,
  counts: z.object({ error: whole, warning: whole, note: whole, ok: whole }),
  findings: z.array(
    z.object({
      code: z.enum(Object.keys(findingCodes) as [FindingCode, ...FindingCode[]]),
      severity: z.enum(severities),
      subject: z.string(),
      says: z.string(),
      evidence: z.string(),
      remedy: z.string(),
    }),
  ),
  permissions: z.array(
    z.object({
      operation: z.string(),
      action: z.string(),
      functionName: z.string().nullable(),
      result: z.enum(['allowed', 'denied', 'failed', 'not-checked']),
      says: z.string().nullable(),
    }),
  ),
});

const documentOf = (report: DoctorReport): z.input<typeof doctorDocumentSchema> => ({
  schema: jsonSchemaVersion,
  kind: 'doctor',
  worker: report.worker,
  orchestrator: report.orchestrator,
  region: report.region,
  local: report.local,
  concurrency: report.concurrency,
  counts: report.counts,
  findings: [...report.findings],
  permissions: [
    ...report.tried.map(({ operation, functionName, ...tried }) => ({
      operation,
      action: grants[operation].action,
      functionName,
      result: tried.result,
      says: 'says' in tried ? tried.says : null,
    })),
    ...report.notTried.map((operation) => ({
      operation,
      action: grants[operation].action,
      functionName: null,
      result: 'not-checked' as const,
      says: 'a write has no dry run',
    })),
  ],
});

/** Doctor's findings in every format; CSV holds one record a finding. */
export const doctorPrintable = (report: DoctorReport): Printable => ({
  view: () => doctorView(report),
  json: () => [`${jsonValue(documentOf(report))}\n`],
  csv: () => [
    csvRecord(['severity', 'code', 'about', 'finding', 'evidence', 'what_to_do']),
    ...report.findings.map(({ severity, code, subject, says, evidence, remedy }) =>
      csvRecord([severity, code, subject, says, evidence, remedy]),
    ),
  ],
});
