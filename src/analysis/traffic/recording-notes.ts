import type { Warning } from '../result.ts';
import { counted } from '../wording.ts';
import type { Traffic } from './arrivals.ts';

interface Recorded {
  readonly traffic: Traffic;
  readonly horizonMs: number;
}

/** More moments than that are counted by the second: their own memory would grow with the file. */
export const mostMoments = 2_000_000;

/** @param zoneless - times that named no zone
 * @param unsorted - lines that were earlier than the one before */
export const recordingNotes = (
  recorded: Recorded,
  { zoneless, unsorted, countedBySecond }: { zoneless: number; unsorted: number; countedBySecond: boolean },
): Warning[] => [
  ...(zoneless > 0
    ? [
        {
          code: 'no-time-zone',
          message: `${counted(zoneless, 'time')} of the traffic name no time zone: they were read as UTC.`,
        },
      ]
    : []),
  ...(unsorted > 0
    ? [
        {
          code: 'unsorted-traffic',
          message: `The traffic was not in order of time (${counted(unsorted, 'line')}): it was sorted.`,
        },
      ]
    : []),
  ...(countedBySecond
    ? [
        {
          code: 'counted-by-second',
          message: `The traffic has over ${mostMoments.toLocaleString('en')} requests: they were counted by the second, and bursts within a second are not in it.`,
        },
      ]
    : []),
  ...gapNotes(recorded),
];

/** A silence this long, as a share of the recording, may be one of the recorder. */
const longSilence = 0.1;

function gapNotes({ traffic, horizonMs }: Recorded): Warning[] {
  let longest = 0;
  let silent = 0;
  if (traffic.kind === 'counts') {
    for (const count of traffic.counts) {
      silent = count === 0 ? silent + traffic.everyMs : 0;
      if (silent > longest) longest = silent;
    }
  } else if (traffic.kind === 'moments') {
    for (let index = 1; index < traffic.atMs.length; index += 1)
      longest = Math.max(longest, (traffic.atMs[index] ?? 0) - (traffic.atMs[index - 1] ?? 0));
  }
  const notes: Warning[] = [];
  if (longest > longSilence * horizonMs && longest > 60_000)
    notes.push({
      code: 'gap-in-traffic',
      message: `The traffic has a gap of ${Math.round(longest / 60_000)} minutes: nothing arrived, or nothing was recorded.`,
    });
  if (traffic.kind === 'counts' && traffic.everyMs >= 60_000)
    notes.push({
      code: 'no-bursts-below',
      message: `The traffic is counted by ${traffic.everyMs / 1_000} s: bursts within that are not in it, so cold starts are more than this says.`,
    });
  return notes;
}
