import type { Socket } from 'node:net';
import type { StampError } from '../model/dispatch.ts';
import type { Clock } from '../model/ports.ts';
import { GatedSocket } from './gated-socket.ts';
import type { Loopback } from './loopback.ts';
import type { QuietReplay } from './quiet-replay.ts';

const connectionsAtMost = 32;
/** The first bursts also compile what reads; they are not counted. */
const warmingBursts = 2;
const countedBursts = 3;
/** About a reply of Invoke with its log tail. */
const reply = Buffer.alloc(900, 'x');

interface Pair {
  readonly gated: GatedSocket;
  readonly peer: Socket;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The replies of a burst leave in one loop, as near each other as they can. */
async function burst(pairs: readonly Pair[], clock: Clock): Promise<readonly number[]> {
  for (const { gated } of pairs) gated.firstByteMs = null;
  const sentMs = new Float64Array(pairs.length);
  pairs.forEach(({ peer }, nth) => {
    sentMs[nth] = clock.nowMs();
    peer.write(reply);
  });
  // Not until they are handed on: that waits for quiet, and they are stamped before.
  while (pairs.some(({ gated }) => gated.firstByteMs === null)) await nextTurn();
  return pairs.map(({ gated }, nth) => (gated.firstByteMs ?? 0) - (sentMs[nth] ?? 0));
}

/**
 * How late the stamps of replies are that come all at once: a server in this process says when it sent each. That its
 * sending and the reading share a thread makes the error greater, never less.
 *
 * @param replies - of one burst; no more than {@link connectionsAtMost} are tried
 */
export async function echoErrors(
  loopback: Loopback,
  clock: Clock,
  replay: QuietReplay,
  replies: number,
): Promise<StampError> {
  const pairs: Pair[] = [];
  while (pairs.length < Math.min(replies, connectionsAtMost)) {
    const { client, peer } = await loopback.pair();
    const gated = new GatedSocket(client, client, 0);
    gated.stamp(replay);
    pairs.push({ gated, peer });
  }
  const errorsMs: number[] = [];
  for (let nth = 0; nth < warmingBursts + countedBursts; nth += 1) {
    const errors = await burst(pairs, clock);
    if (nth >= warmingBursts) errorsMs.push(...errors);
  }
  for (const { gated, peer } of pairs) {
    gated.socket.destroy();
    peer.destroy();
  }
  errorsMs.sort((a, b) => a - b);
  return { p50Ms: errorsMs[errorsMs.length >> 1] ?? 0, maxMs: errorsMs.at(-1) ?? 0 };
}
