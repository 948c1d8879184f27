import { type DoctorFacts, type OpenFileLimit, type Severity, severities } from '../../model/doctor.ts';
import { aliasBehind, aliasWeights, unpublishedCode } from './alias.ts';
import { readCode } from './code/read-code.ts';
import { accountConcurrency, reservedConcurrency } from './concurrency.ts';
import type { Finding, Rule } from './finding.ts';
import { managedInstances, runtimes, snapStart } from './function.ts';
import { logGroup, reportHidden } from './logs.ts';
import { openFiles } from './machine.ts';
import { orchestratorEnvironment } from './orchestrator-environment.ts';
import { orchestratorCode, orchestratorInvocation, orchestratorTimeout } from './orchestrator-invocation.ts';
import { permissions } from './permissions.ts';
import { provisionedElsewhere, provisionedSize, provisionedState } from './provisioned.ts';

/** Every rule, in the order in which findings of one severity are shown. */
const rules: readonly Rule[] = [
  permissions,
  managedInstances,
  accountConcurrency,
  reservedConcurrency,
  provisionedElsewhere,
  provisionedState,
  provisionedSize,
  aliasWeights,
  aliasBehind,
  unpublishedCode,
  snapStart,
  orchestratorEnvironment,
  orchestratorInvocation,
  orchestratorTimeout,
  orchestratorCode,
  reportHidden,
  logGroup,
  runtimes,
  openFiles,
];

/** What is examined, and with what in mind. */
export interface Question {
  readonly facts: DoctorFacts;
  /** Requests of the fan-out that is planned. */
  readonly concurrency: number;
  /** Milliseconds since the epoch. */
  readonly wallMs: number;
  readonly openFiles: OpenFileLimit;
}

/** All findings, the gravest first. */
export function diagnose(question: Question): readonly Finding[] {
  const { orchestrator } = question.facts;
  const code = orchestrator === null ? null : readCode(orchestrator.code, orchestrator.variables ?? {});
  const found = rules.flatMap((rule) => rule({ ...question, code }));
  const rank = ({ severity }: Finding): number => severities.indexOf(severity);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

/** How many findings there are of each severity. */
export const countsOf = (findings: readonly Finding[]): Readonly<Record<Severity, number>> => ({
  error: findings.filter(({ severity }) => severity === 'error').length,
  warning: findings.filter(({ severity }) => severity === 'warning').length,
  note: findings.filter(({ severity }) => severity === 'note').length,
  ok: findings.filter(({ severity }) => severity === 'ok').length,
});
