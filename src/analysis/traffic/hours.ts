/** When provisioned concurrency is configured, by the week. Times are UTC. */
export interface WeeklyHours {
  /** 0 is Monday. */
  readonly days: readonly number[];
  readonly fromMinute: number;
  /** Above `fromMinute`; at most 1,440. */
  readonly toMinute: number;
}

const minuteMs = 60_000;
const dayMinutes = 1_440;
const weekMinutes = 7 * dayMinutes;

/** The Unix epoch was a Thursday. */
const epochDay = 3;

/** Minute of the week, from Monday 00:00 UTC. */
const minuteOfWeek = (wallMs: number): number =>
  (Math.floor(wallMs / minuteMs) + epochDay * dayMinutes) % weekMinutes;

export const isWithin = ({ days, fromMinute, toMinute }: WeeklyHours, wallMs: number): boolean => {
  const minute = minuteOfWeek(wallMs);
  const ofDay = minute % dayMinutes;
  return ofDay >= fromMinute && ofDay < toMinute && days.includes(Math.floor(minute / dayMinutes));
};

/** Hours in a week. */
export const hoursInWeek = ({ days, fromMinute, toMinute }: WeeklyHours): number =>
  (days.length * (toMinute - fromMinute)) / 60;

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const shape = /^\s*([a-z]{3})(?:-([a-z]{3}))?\s+(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*$/i;

/** Reads `mon-fri 08:00-18:00` or `sat 10:00-24:00`.
 * @returns null where it is not of this form, or no time is in it */
export function parseHours(text: string): WeeklyHours | null {
  const parts = shape.exec(text);
  if (parts === null) return null;
  const [, first = '', last = first, fromHour, fromPart, toHour, toPart] = parts;
  const [from, to] = [dayNames.indexOf(first.toLowerCase()), dayNames.indexOf(last.toLowerCase())];
  const fromMinute = Number(fromHour) * 60 + Number(fromPart);
  const toMinute = Number(toHour) * 60 + Number(toPart);
  const fits =
    Number(fromPart) < 60 && Number(toPart) < 60 && toMinute <= dayMinutes && fromMinute < toMinute;
  if (from < 0 || to < 0 || !fits) return null;
  // fri-mon goes over the end of the week.
  const days = Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, index) => (from + index) % 7);
  return { days, fromMinute, toMinute };
}
