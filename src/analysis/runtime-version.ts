/** In the text of INIT_START, and in `platform.initStart`.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html#runtime-management-identify */
const named =
  /^INIT_START Runtime Version: (\S+)|"type"\s*:\s*"platform\.initStart".*?"runtimeVersion"\s*:\s*"([^"]+)"/;

/** Patch level of the runtime, as the platform's line of an init names it; null where no line does.
 * @param tail - platform lines of a reply */
export function runtimeVersionOf(tail: readonly string[] | null): string | null {
  for (const line of tail ?? []) {
    // Nearly all tails are START, END and REPORT.
    const first = line.charCodeAt(0);
    const found = first === 73 || first === 123 ? named.exec(line) : null;
    if (found !== null) return found[1] ?? found[2] ?? null;
  }
  return null;
}
