import type { FunctionFacts } from '../../model/doctor.ts';
import { error, type Finding, named, note, ok, type Rule } from './finding.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
function reportFinding({ target }: FunctionFacts): readonly Finding[] {
  const { logFormat, systemLogLevel, functionName } = target;
  if (logFormat === null) return [];
  if (logFormat === 'JSON' && systemLogLevel === 'WARN')
    return [
      error(
        'report-hidden',
        functionName,
        'Its system log level is WARN, which hides the report of every successful request, in the reply and in the log: no start kind can be told.',
        `Set it to INFO: aws lambda update-function-configuration --function-name ${functionName} --logging-config LogFormat=JSON,SystemLogLevel=INFO`,
        'log format JSON, system log level WARN',
      ),
    ];
  return [
    ok(
      'report-hidden',
      functionName,
      `Its log format is ${logFormat}${logFormat === 'JSON' ? `, system log level ${systemLogLevel ?? 'INFO'}` : ''}: REPORT is logged.`,
    ),
  ];
}

/** Log format and level, of the worker. */
export const reportHidden: Rule = ({ facts }) => reportFinding(facts.worker);

/** Whether the log group is there. */
export const logGroup: Rule = ({ facts: { worker } }) => {
  const { target, logGroup: state } = worker;
  if (state === null) return [];
  const group = target.logGroup ?? '';
  return state === 'there'
    ? [ok('log-group', group, 'It is there, and may be read.')]
    : [
        note(
          'log-group',
          group,
          'There is no such log group. Lambda makes it with the first line, if the role of the function may: then nothing is missing. If the function has run before, its role may not.',
          'Let the role of the function do logs:CreateLogStream and logs:PutLogEvents on the group, and logs:CreateLogGroup, or make the group yourself.',
          named(target),
        ),
      ];
};
