/** Whether a text that begins as `YYYY-MM-DD` names a day that there is: `Date.parse` takes 30 February for 2 March. */
export function isCalendarDay(text: string): boolean {
  const day = text.slice(0, '2026-01-01'.length);
  const atMs = Date.parse(day);
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(day);
}
