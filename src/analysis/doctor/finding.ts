import type { DoctorFacts, OpenFileLimit, Severity } from '../../model/doctor.ts';
import type { ReadCode } from './code/read-code.ts';

/** Every finding there is, by its code, and what it is about. */
export const findingCodes = {
  'account-concurrency': "the account's concurrency holds the fan-out",
  'reserved-concurrency': "the function's reserved concurrency holds the fan-out",
  'provisioned-elsewhere': 'provisioned concurrency is on the qualifier that is invoked',
  'provisioned-state': 'provisioned concurrency is READY',
  'provisioned-size': 'provisioned concurrency is as large as the fan-out',
  'alias-weights': 'the alias points to one version only',
  'alias-behind': 'the alias points to the latest version',
  'unpublished-code': 'the code of `$LATEST` is published',
  'report-hidden': 'the system log level lets REPORT through',
  'log-group': 'the log group is there',
  'snapstart-provisioned': 'SnapStart and provisioned concurrency are not both wanted',
  'managed-instances': 'an environment serves one request at a time',
  runtime: 'the runtime is supported',
  'open-files': 'this machine may open a socket for each request',
  permission: 'what is read and invoked may be read and invoked',
  'not-read': 'all facts could be read',
  'orchestrator-code': "the orchestrator's code can be read",
  'orchestrator-contract': "the orchestrator speaks this tool's contract",
  'environment-misspelt': 'no variable that is set looks like one that is read',
  'environment-unset': 'every variable that the orchestrator reads is set',
  'environment-unread': 'every variable that is set is read',
  'environment-dynamic': 'the names of all variables that are read stand in the code',
  'orchestrator-target': 'the orchestrator invokes the function and qualifier that are asked about',
  'no-qualifier': 'the orchestrator invokes with a qualifier',
  'client-per-call': 'the orchestrator makes its client once',
  'retries-on': 'the orchestrator sends each request once',
  'one-by-one': 'the orchestrator sends its requests together',
  asynchronous: 'the orchestrator waits for the replies',
  sockets: "the orchestrator's client may open a socket for each request",
  'orchestrator-timeout': 'the orchestrator lives at least as long as its workers may',
} satisfies Record<string, string>;
export type FindingCode = keyof typeof findingCodes;

/** One finding, ready to be shown. Its texts may hold names and values of the account: hostile. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** What it is about: a function, a qualifier, a file. */
  readonly subject: string;
  /** What is so, and what follows from it. */
  readonly says: string;
  /** What it was seen by; empty where `says` tells it. */
  readonly evidence: string;
  /** What to do; empty where nothing must be done. */
  readonly remedy: string;
}

/** What the rules judge. */
export interface Examination {
  readonly facts: DoctorFacts;
  /** Requests of the fan-out that is planned. */
  readonly concurrency: number;
  /** Milliseconds since the epoch, for what has a date. */
  readonly wallMs: number;
  readonly openFiles: OpenFileLimit;
  /** Of the orchestrator; null: none is asked about. */
  readonly code: ReadCode | null;
}

export type Rule = (examination: Examination) => readonly Finding[];

type Words = readonly [says: string, remedy?: string, evidence?: string];

const finding =
  (severity: Severity) =>
  (code: FindingCode, subject: string, ...[says, remedy = '', evidence = '']: Words): Finding => ({
    code,
    severity,
    subject,
    says,
    evidence,
    remedy,
  });

export const error = finding('error');
export const warning = finding('warning');
export const note = finding('note');
export const ok = finding('ok');

/** A function with its qualifier. */
export const named = ({ functionName, qualifier }: { functionName: string; qualifier: string }): string =>
  `${functionName}:${qualifier}`;
