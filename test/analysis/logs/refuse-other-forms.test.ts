import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { refuseOtherForms } from '../../../src/analysis/logs/refuse-other-forms.ts';

const line = 'REPORT RequestId: 5f1f3a52-0000-4000-8000-000000000001\tDuration: 8.12 ms\t\n';

describe('a log whose lines cannot be seen', () => {
  it.each([
    { name: 'gzip', bytes: gzipSync(line), want: /"a\.log" is compressed by gzip/ },
    { name: 'zstd', bytes: Buffer.from('28b52ffd2001', 'hex'), want: /zstd/ },
    { name: 'zip', bytes: Buffer.from('PK\u0003\u0004'), want: /zip archive/ },
    { name: 'UTF-16, little end first', bytes: Buffer.from(`\ufeff${line}`, 'utf16le'), want: /UTF-16/ },
    {
      name: 'UTF-16, big end first',
      bytes: Buffer.from(`\ufeff${line}`, 'utf16le').swap16(),
      want: /UTF-16/,
    },
  ])('$name is refused', ({ bytes, want }) => {
    expect(() => refuseOtherForms(bytes, 'a.log')).toThrow(want);
  });

  it.each([
    { name: 'text', bytes: Buffer.from(line) },
    { name: 'text with a byte order mark', bytes: Buffer.from(`\ufeff${line}`) },
    { name: 'nothing', bytes: Buffer.alloc(0) },
    { name: 'less than a mark', bytes: Buffer.from([0x1f]) },
  ])('$name is read', ({ bytes }) => {
    expect(() => refuseOtherForms(bytes, '-')).not.toThrow();
  });
});
