import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import type { Clock } from '../model/ports.ts';
import { HeldWrite, writeAll } from './held-write.ts';

const batches = 60;
const writesPerBatch = 50;
const bytes = Buffer.alloc(512, 'x');

/** Runs the release some thousand times against a socket of this process, so that it is compiled before it counts.
 * About 0.1 s. Where no loopback socket can be opened the release is merely slower, so errors end it in silence. */
export async function warmWritePath(clock: Clock): Promise<void> {
  const server = createServer((peer) => peer.on('error', () => {}).resume());
  try {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    for (let batch = 0; batch < batches; batch += 1) {
      await new Promise<void>((resolve, reject) => {
        let open = writesPerBatch;
        const written = (error?: Error | null): void => {
          open -= 1;
          if (error) reject(error);
          else if (open === 0) resolve();
        };
        writeAll(
          Array.from({ length: writesPerBatch }, () => new HeldWrite(socket, bytes, written)),
          clock.nowMs,
        );
      });
    }
    socket.destroy();
  } catch {
    // Colder, not wrong.
  } finally {
    server.close();
  }
}
