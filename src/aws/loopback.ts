import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Both ends of connections of this process with itself. */
export class Loopback {
  readonly #server: Server;
  readonly #ends: Socket[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @throws where this machine lets no loopback socket be opened */
  static async listen(): Promise<Loopback> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Loopback(server);
  }

  async pair(): Promise<{ readonly client: Socket; readonly peer: Socket }> {
    const accepted = once(this.#server, 'connection') as Promise<[Socket]>;
    const client = connect((this.#server.address() as AddressInfo).port, '127.0.0.1');
    this.#ends.push(client);
    const [[peer]] = await Promise.all([accepted, once(client, 'connect')]);
    this.#ends.push(peer);
    for (const end of [client, peer]) end.setNoDelay(true).on('error', () => {});
    return { client, peer };
  }

  close(): void {
    for (const end of this.#ends) end.destroy();
    this.#server.close();
  }
}
