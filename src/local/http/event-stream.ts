import { crc32 } from 'node:zlib';

/** Type of a header value: a UTF-8 string. */
const stringType = 7;
const preludeBytes = 12;

function header(name: string, value: string): Buffer {
  const [key, text] = [Buffer.from(name), Buffer.from(value)];
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.length);
  return Buffer.concat([Buffer.of(key.length), key, Buffer.of(stringType), length, text]);
}

/**
 * One message of an AWS event stream: lengths, their checksum, headers, payload, checksum of all.
 *
 * @see https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export function eventStreamMessage(headers: Readonly<Record<string, string>>, payload: string): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)));
  const body = Buffer.from(payload);
  const message = Buffer.alloc(preludeBytes + head.length + body.length + 4);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(head.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  head.copy(message, preludeBytes);
  body.copy(message, preludeBytes + head.length);
  message.writeUInt32BE(crc32(message.subarray(0, -4)), message.length - 4);
  return message;
}
