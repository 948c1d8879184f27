import type { TargetFacts } from '../model/target.ts';

/**
 * Says that a function's log configuration hides the REPORT of successful requests; null where it does not.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export const hiddenReports = ({
  functionName,
  logFormat,
  systemLogLevel,
}: Pick<TargetFacts, 'functionName' | 'logFormat' | 'systemLogLevel'>): string | null =>
  logFormat === 'JSON' && systemLogLevel === 'WARN'
    ? `The function's system log level WARN hides the report of every successful request: set it to INFO with aws lambda update-function-configuration --function-name ${functionName} --logging-config LogFormat=JSON,SystemLogLevel=INFO.`
    : null;
