import { Agent as HttpAgent, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Gives the connection for a request; throws where it may not be sent. */
export type Connector = (request: RequestOptions) => Socket | Promise<Socket>;

type Created = ((error: Error | null, stream: Duplex) => void) | undefined;

function given(connector: Connector, request: RequestOptions, created: Created): Duplex | undefined {
  const connection = connector(request);
  if (!(connection instanceof Promise)) return connection;
  connection.then(
    (socket) => created?.(null, socket),
    (error: unknown) => (created as ((error: unknown) => void) | undefined)?.(error),
  );
  return undefined;
}

// Not kept alive: a socket carries one request (connections.ts says why). Requests never wait for one another here.
const agentOptions = { keepAlive: false, maxSockets: Number.POSITIVE_INFINITY };

/** An agent for plain HTTP that gives each request a connection made beforehand.
 * @see https://nodejs.org/docs/latest-v20.x/api/http.html#agentcreateconnectionoptions-callback */
export class GateAgent extends HttpAgent {
  readonly #connector: Connector;

  constructor(connector: Connector) {
    super(agentOptions);
    this.#connector = connector;
  }

  override createConnection(options: RequestOptions, created?: Created): Duplex | undefined {
    return given(this.#connector, options, created);
  }
}

/** The same for HTTPS: the connections it is given have their handshake behind them. */
export class SecureGateAgent extends HttpsAgent {
  readonly #connector: Connector;

  constructor(connector: Connector) {
    super(agentOptions);
    this.#connector = connector;
  }

  override createConnection(options: RequestOptions, created?: Created): Duplex | undefined {
    return given(this.#connector, options, created);
  }
}
