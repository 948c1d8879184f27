import { request } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { GateAgent } from './gate-agent.ts';
import { GatedSocket } from './gated-socket.ts';
import type { Loopback } from './loopback.ts';
import type { QuietReplay } from './quiet-replay.ts';

const requestText = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}';

/** What TLS does to the socket below it, without its encryption. */
const layerOver = (wire: Socket): Duplex => {
  const layer = new Duplex({
    write: (chunk, encoding, written) => {
      wire.write(chunk, encoding, written);
    },
    read: () => {},
  });
  wire.on('data', (chunk) => layer.push(chunk));
  return layer;
};

/**
 * A connected socket in the state of those that a release writes on: behind a gate, an HTTP request held at it and let
 * through. Code that was compiled for sockets of another state would be thrown away at the first write of the release,
 * and the rest of it interpreted: that takes twice as long.
 *
 * @param secure - the socket below a TLS connection, which no HTTP client has touched
 */
export async function rehearsedWire(
  loopback: Loopback,
  replay: QuietReplay,
  secure: boolean,
): Promise<Socket> {
  const { client, peer } = await loopback.pair();
  peer.resume();
  const gated = new GatedSocket(secure ? (layerOver(client) as Socket) : client, client, 0);
  await new Promise<void>((held) => {
    gated.hold(replay, held);
    if (secure) gated.socket.write(requestText);
    else {
      const agent = new GateAgent(() => client);
      request({ agent, method: 'POST', headers: { 'content-length': 2 } })
        // Nobody answers it.
        .on('error', () => {})
        .end('{}');
    }
  });
  gated.held?.finish();
  return client;
}
