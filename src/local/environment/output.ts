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

/** The runtime's own log pipe (`_LAMBDA_TELEMETRY_LOG_FD`): each message is framed, so that one of many lines stays
 * one event. A frame is four bytes of type, four of length and, but for the oldest type, eight of time.
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/LogPatch.js */
export function readFrames(onMessage: (message: string) => void): MessageReader {
  let rest: Buffer = Buffer.alloc(0);
  const take = (): boolean => {
    if (rest.length < 8) return false;
    if (rest.readUInt16BE(0) !== frameMark) {
      // Not the framing: someone else wrote to the pipe. Nothing is lost, only the bounds of the messages are.
      onMessage(rest.toString('utf8').replace(/\n$/, ''));
      rest = Buffer.alloc(0);
      return false;
    }
    const headerBytes = (rest.readUInt32BE(0) & 3) === 1 ? 8 : 16;
    const end = headerBytes + rest.readUInt32BE(4);
    if (rest.length < end) return false;
    onMessage(rest.toString('utf8', headerBytes, end).replace(/\n$/, ''));
    rest = rest.subarray(end);
    return true;
  };
  return {
    push: (chunk) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      while (take()) {
        // `take` has moved on by one message.
      }
    },
    flush: () => {
      if (rest.length > 0) onMessage(rest.toString('utf8').replace(/\n$/, ''));
      rest = Buffer.alloc(0);
    },
  };
}
