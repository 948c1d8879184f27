/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The candidate that `word` most likely was meant to be; null where none is near (over a third of it differs). */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  // A long word would cost time for nothing: it is near to no name.
  if (word.length > 64) return null;
  const asked = word.toLowerCase().replaceAll('-', '_');
  let best: string | null = null;
  let least = Math.max(2, Math.ceil(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const away = distance(asked, candidate);
    if (away < least) {
      least = away;
      best = candidate;
    }
  }
  return best;
}
