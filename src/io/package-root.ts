import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface PackageFacts {
  /** Folder that holds package.json. */
  readonly root: string;
  readonly version: string;
}

const read = (folder: string): { name?: unknown; version?: unknown } | null => {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return null;
  }
};

/** This package, found upwards from this file: from the sources and from the bundle alike.
 * @param from - URL of a file in the package */
export function packageFacts(from: string = import.meta.url): PackageFacts {
  let folder = dirname(fileURLToPath(from));
  for (;;) {
    const found = read(folder);
    if (found?.name === 'lambda-fanout') return { root: folder, version: String(found.version) };
    const above = dirname(folder);
    if (above === folder) throw new Error(`no package.json of lambda-fanout above ${fileURLToPath(from)}`);
    folder = above;
  }
}
