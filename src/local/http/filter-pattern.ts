import { ApiError } from '../control/api-error.ts';
import { parseJsonFilter } from './json-filter.ts';

/** Whether a log event's message is wanted. */
export type EventFilter = (message: string) => boolean;

const invalid = (pattern: string, why: string): ApiError =>
  new ApiError(400, 'InvalidParameterException', `Invalid filter pattern ${pattern}: ${why}`);

const term = /\s*([?-]?)("(?:[^"\\]|\\.)*"|[^\s"]+)(?=\s|$)\s*/y;

function parseTerms(pattern: string): EventFilter {
  const all: string[] = [];
  const any: string[] = [];
  const none: string[] = [];
  term.lastIndex = 0;
  while (term.lastIndex < pattern.length) {
    const match = term.exec(pattern);
    if (match === null) throw invalid(pattern, 'a quote is not closed');
    const [, sign, raw = ''] = match;
    const text = raw.startsWith('"') ? raw.slice(1, -1).replaceAll(/\\(.)/g, '$1') : raw;
    (sign === '?' ? any : sign === '-' ? none : all).push(text);
  }
  return (message) =>
    all.every((text) => message.includes(text)) &&
    !none.some((text) => message.includes(text)) &&
    // With terms that must match, CloudWatch ignores the optional ones.
    (any.length === 0 || all.length > 0 || any.some((text) => message.includes(text)));
}

/**
 * Reads a filter pattern: terms and "quoted phrases" that all must be there, ?optional ones, -excluded ones, or a
 * JSON pattern `{ $.type = "platform.report" && $.record.metrics.durationMs > 100 }`. Matching is case-sensitive.
 *
 * @throws ApiError 400 `InvalidParameterException`; also for regular expressions and space-delimited patterns, which
 *   this service does not read
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function parseFilterPattern(pattern: string): EventFilter {
  const trimmed = pattern.trim();
  if (trimmed === '') return () => true;
  if (trimmed.startsWith('['))
    throw invalid(pattern, 'space-delimited patterns are not read by this service');
  if (/^%.*%$/.test(trimmed)) throw invalid(pattern, 'regular expressions are not read by this service');
  if (!trimmed.startsWith('{')) return parseTerms(trimmed);
  try {
    return parseJsonFilter(trimmed);
  } catch (error) {
    throw invalid(pattern, error instanceof Error ? error.message : String(error));
  }
}
