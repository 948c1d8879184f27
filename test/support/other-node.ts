import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { packageRoot } from './cli.ts';

/**
 * Another line of Node.js, from the npm package `node`, kept below node_modules/.cache. It is no dev dependency: that
 * would put its `node` before the machine's own in every npm script.
 *
 * @param major - `22`, `24`
 * @returns path of the program; null where it could not be installed
 */
export async function nodeOf(major: number): Promise<string | null> {
  const prefix = `${packageRoot}node_modules/.cache/node-${major}`;
  const nodePath = `${prefix}/node_modules/node/bin/node`;
  if (existsSync(nodePath)) return nodePath;
  await mkdir(prefix, { recursive: true });
  const args = ['install', '--prefix', prefix, '--no-save', '--no-audit', '--no-fund', `node@${major}`];
  await promisify(execFile)('npm', args, { cwd: prefix }).catch(() => {});
  return existsSync(nodePath) ? nodePath : null;
}
