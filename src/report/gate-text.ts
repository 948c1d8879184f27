import type { GateLine } from '../analysis/gate/gate.ts';
import { counted, listText } from '../analysis/wording.ts';
import type { MetricUnit } from '../model/metrics.ts';
import type { Gate } from './gate-result.ts';

/** The gate in one sentence. */
export function gateSentence({ lines, assertions, verdict }: Gate): string {
  const all = lines.length + assertions.length;
  const worse = [
    ...lines.filter((line) => line.verdict === 'failed').map(({ regression }) => regression.text),
    ...assertions.filter((each) => each.verdict === 'breached').map(({ assertion }) => assertion),
  ];
  const open = [
    ...lines.filter((line) => line.verdict === 'undecided').map(({ regression }) => regression.text),
    ...assertions.filter((each) => each.verdict === 'undecided').map(({ assertion }) => assertion),
  ];
  if (verdict === 'failed')
    return `Failed: ${listText(worse)} (${worse.length} of ${counted(all, 'check')}).`;
  if (verdict === 'undecided')
    return `Undecided: ${listText(open)} (${open.length} of ${counted(all, 'check')}).`;
  return `Passed: ${counted(all, 'check')}.`;
}

const signed = (share: number): string => `${share >= 0 ? '+' : ''}${(share * 100).toFixed(1)}`;
const nameOf = (unit: MetricUnit): string => (unit === 'ms' ? '%' : 'points');

/** `+20.0 % (+12.3 to +26.1 %)`, `needs n ≥ 18`; null where there is nothing to say. */
export const changeText = (line: GateLine): string | null => {
  const [look] = line.looks;
  const change = look?.change;
  if (change == null) return look?.needs == null ? null : `needs n ≥ ${look.needs}`;
  const unit = nameOf(line.regression.metric.unit);
  const interval =
    change.low === null || change.high === null
      ? ''
      : ` (${signed(change.low)} to ${signed(change.high)} ${unit})`;
  return `${signed(change.estimate)} ${unit}${interval}`;
};
