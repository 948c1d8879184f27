import { StringDecoder } from 'node:string_decoder';

/** Takes bytes as they come and gives whole messages. */
export interface MessageReader {
  readonly push: (chunk: Buffer) => void;
  /** Gives what is left without an end. */
  readonly flush: () => void;
}

/** CloudWatch Logs takes events up to this size; a longer line is cut into several.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/logs/cloudwatch_limits_cwl.html */
const maximumEventCharacters = 1_000_000;
const maximumEventBytes = 1_048_576;

/** Standard output and error: one message a line. */
export function readLines(onMessage: (message: string) => void): MessageReader {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    push: (chunk) => {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onMessage(line);
      while (rest.length > maximumEventCharacters) {
        onMessage(rest.slice(0, maximumEventCharacters));
        rest = rest.slice(maximumEventCharacters);
      }
    },
    flush: () => {
      rest += decoder.end();
      if (rest !== '') onMessage(rest);
      rest = '';
    },
  };
}

const frameMark = 0xa55a;
const frameHeaderBytes = 8;
const timedFrameHeaderBytes = 16;
const lineFeed = 0x0a;

/** The runtime's own log pipe (`_LAMBDA_TELEMETRY_LOG_FD`): each message is framed, so that one of many lines stays
 * one event. A frame is four bytes of type, four of length and, but for the oldest type, eight of time.
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/LogPatch.js */
export function readFrames(onMessage: (message: string) => void): MessageReader {
  /** In pieces as they came: joining a long message at each of them would cost the square of its length. */
  let pieces: Buffer[] = [];
  let heldBytes = 0;
  /** Below it there is no whole message, or not even its header. */
  let neededBytes = frameHeaderBytes;
  const tell = (message: Buffer): void => {
    const end = message.at(-1) === lineFeed ? message.length - 1 : message.length;
    const decoder = new StringDecoder('utf8');
    for (let at = 0; at < end || at === 0; at += maximumEventBytes) {
      const cut = Math.min(end, at + maximumEventBytes);
      const text = decoder.write(message.subarray(at, cut));
      onMessage(cut < end ? text : text + decoder.end());
    }
  };
  /** Tells all whole messages; what is left is the start of one. */
  const take = (bytes: Buffer): Buffer => {
    let rest = bytes;
    for (;;) {
      neededBytes = frameHeaderBytes;
      if (rest.length < neededBytes) return rest;
      if (rest.readUInt16BE(0) !== frameMark) {
        // Not the framing: someone else wrote to the pipe. Nothing is lost, only the bounds of the messages are.
        tell(rest);
        return Buffer.alloc(0);
      }
      const headerBytes = (rest.readUInt32BE(0) & 3) === 1 ? frameHeaderBytes : timedFrameHeaderBytes;
      neededBytes = headerBytes + rest.readUInt32BE(4);
      if (rest.length < neededBytes) return rest;
      tell(rest.subarray(headerBytes, neededBytes));
      rest = rest.subarray(neededBytes);
    }
  };
  const keep = (rest: Buffer): void => {
    pieces = rest.length === 0 ? [] : [rest];
    heldBytes = rest.length;
  };
  const joined = (): Buffer => (pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces));
  return {
    push: (chunk) => {
      pieces.push(chunk);
      heldBytes += chunk.length;
      if (heldBytes >= neededBytes) keep(take(joined()));
    },
    flush: () => {
      if (heldBytes > 0) tell(joined());
      keep(Buffer.alloc(0));
    },
  };
}
