import type { Socket } from 'node:net';
import type { Clock } from '../model/ports.ts';
import { finishAll, HeldWrite, stampAll, writeAll } from './held-write.ts';

const batchesAtMost = 60;
const writesPerBatch = 50;
const writesPerRequest = 20;
const bytes = Buffer.alloc(512, 'x');

/** Runs the release up to some thousand times on a socket of this process, so that it is compiled before it counts.
 * @param requests - of the release: a short one is over before compiled code would serve it */
export async function warmWritePath(clock: Clock, socket: Socket, requests: number): Promise<void> {
  const stampsMs = new Float64Array(writesPerBatch);
  const batches = Math.min(batchesAtMost, Math.ceil((requests * writesPerRequest) / writesPerBatch));
  for (let batch = 0; batch < batches; batch += 1) {
    await new Promise<void>((resolve, reject) => {
      let open = writesPerBatch;
      const written = (error?: Error | null): void => {
        open -= 1;
        if (error) reject(error);
        else if (open === 0) resolve();
      };
      const held = Array.from({ length: writesPerBatch }, () => new HeldWrite(socket, bytes, written));
      writeAll(held, clock.nowMs, stampsMs);
      stampAll(held, stampsMs);
      finishAll(held);
    });
  }
}
