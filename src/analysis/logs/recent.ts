/** Tells whether a key was seen among the last `most` distinct ones. A key seen again counts as new in age. */
export function createRecent(most: number): (key: string) => boolean {
  const keys = new Set<string>();
  return (key) => {
    const seen = keys.delete(key);
    keys.add(key);
    for (const oldest of keys) {
      if (keys.size <= most) break;
      keys.delete(oldest);
    }
    return seen;
  };
}
