import { readdir, readFile } from 'node:fs/promises';

/** Proportional set size of every execution environment of a service, MiB: memory that processes share is counted once.
 * Null where the kernel does not tell (`/proc/PID/smaps_rollup` is Linux).
 * @param endpoint - `127.0.0.1:PORT` of the service, which is in its environments' variables */
export async function environmentsPssMiB(endpoint: string): Promise<{ count: number; mib: number } | null> {
  const pids = await readdir('/proc').catch(() => []);
  let count = 0;
  let kb = 0;
  for (const pid of pids.filter((name) => /^\d+$/.test(name))) {
    const variables = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
    if (!variables.includes('LAMBDA_FANOUT_ENVIRONMENT=') || !variables.includes(endpoint)) continue;
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'latin1').catch(() => '');
    const found = /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1];
    if (found === undefined) return null;
    count += 1;
    kb += Number(found);
  }
  return count === 0 ? null : { count, mib: kb / 1_024 };
}
