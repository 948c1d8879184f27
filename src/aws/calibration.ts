import type { StampError } from '../model/dispatch.ts';
import type { Cancel, Clock } from '../model/ports.ts';
import { echoErrors } from './echo.ts';
import { Loopback } from './loopback.ts';
import type { QuietReplay } from './quiet-replay.ts';
import { warmWritePath } from './warm-write-path.ts';

const withinMs = 2_000;

/**
 * Runs what will be timed against sockets of this process: it is compiled before it counts, and how late its stamps are
 * is known. About 0.1 s.
 *
 * @param replies - that will come at once
 * @returns null where no loopback socket can be opened: the release is then merely slower, and its error not known
 */
export async function calibrate(
  clock: Clock,
  replay: QuietReplay,
  replies: number,
): Promise<StampError | null> {
  const loopback = await Loopback.listen().catch(() => null);
  if (loopback === null) return null;
  const tried = (async () => {
    const { client, peer } = await loopback.pair();
    peer.resume();
    await warmWritePath(clock, client);
    return await echoErrors(loopback, clock, replay, replies);
  })().catch(() => null);
  // At the open-file limit a connection can be neither accepted nor refused.
  let cancel: Cancel = () => {};
  const late = new Promise<null>((resolve) => {
    cancel = clock.after(withinMs, () => resolve(null));
  });
  const stampError = await Promise.race([tried, late]);
  cancel();
  loopback.close();
  return stampError;
}
