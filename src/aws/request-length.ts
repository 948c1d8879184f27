const headEnd = Buffer.from('\r\n\r\n');

/**
 * Bytes of the HTTP/1.1 request that `bytes` begins with: its head, and the body that Content-Length announces.
 * @returns null while the head is not whole
 */
export function requestLength(bytes: Buffer): number | null {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return null;
  const head = bytes.subarray(0, end).toString('latin1');
  const body = /^content-length:[ \t]*(\d+)[ \t]*$/im.exec(head)?.[1];
  return end + headEnd.length + (body === undefined ? 0 : Number(body));
}
