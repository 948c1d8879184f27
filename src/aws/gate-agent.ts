import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Gives the connection for the request that is being made now; throws where it may not be sent. */
export type Connector = () => Socket | Promise<Socket>;

type Created = ((error: Error | null, stream: Duplex) => void) | undefined;

function given(connector: Connector, created: Created): Duplex | undefined {
  const connection = connector();
  if (!(connection instanceof Promise)) return connection;
  connection.then(
    (socket) => created?.(null, socket),
    (error: unknown) => (created as ((error: unknown) => void) | undefined)?.(error),
  );
  return undefined;
}

// Not kept alive: a socket carries one request (connections.ts says why). Requests never wait for one another here.
const options = { keepAlive: false, maxSockets: Number.POSITIVE_INFINITY };

/** An agent for plain HTTP that gives each request a connection made beforehand.
 * @see https://nodejs.org/docs/latest-v20.x/api/http.html#agentcreateconnectionoptions-callback */
export class GateAgent extends HttpAgent {
  readonly #connector: Connector;

  constructor(connector: Connector) {
    super(options);
    this.#connector = connector;
  }

  override createConnection(_options: unknown, created?: Created): Duplex | undefined {
    return given(this.#connector, created);
  }
}

/** The same for HTTPS: the connections it is given have their handshake behind them. */
export class SecureGateAgent extends HttpsAgent {
  readonly #connector: Connector;

  constructor(connector: Connector) {
    super(options);
    this.#connector = connector;
  }

  override createConnection(_options: unknown, created?: Created): Duplex | undefined {
    return given(this.#connector, created);
  }
}
