import { UsageError } from '../../model/errors.ts';

interface Form {
  readonly begins: readonly number[];
  readonly is: string;
  /** Makes text of it. */
  readonly command: string;
}

/** What logs are kept in that is no UTF-8: exports of CloudWatch Logs to S3 are gzip, and `>` of Windows PowerShell
 * writes UTF-16. */
const forms: readonly Form[] = [
  { begins: [0x1f, 0x8b], is: 'compressed by gzip', command: 'gunzip -c' },
  { begins: [0x28, 0xb5, 0x2f, 0xfd], is: 'compressed by zstd', command: 'zstd -dc' },
  { begins: [0x50, 0x4b, 0x03, 0x04], is: 'a zip archive', command: 'unzip -p' },
  { begins: [0xff, 0xfe], is: 'UTF-16', command: 'iconv -f UTF-16 -t UTF-8' },
  { begins: [0xfe, 0xff], is: 'UTF-16', command: 'iconv -f UTF-16 -t UTF-8' },
];

/**
 * Refuses a log whose lines cannot be seen: "no REPORT was found" would be untrue of it.
 *
 * @param first - its first bytes
 * @param name - of the file, or `-`
 * @throws UsageError
 */
export function refuseOtherForms(first: Uint8Array, name: string): void {
  const form = forms.find(({ begins }) => begins.every((byte, index) => first[index] === byte));
  if (form === undefined) return;
  const [shown, file] = name === '-' ? ['standard input', 'FILE'] : [JSON.stringify(name), name];
  throw new UsageError(
    `${shown} is ${form.is}, and no text in UTF-8`,
    `Unpack it on the way: ${form.command} ${file} | lambda-fanout logs -`,
  );
}
