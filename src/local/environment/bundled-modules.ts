import { existsSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Lambda's Node.js runtimes bring the AWS SDK, so handlers import it without packing it. Here they get the clients
 * that this tool depends on itself. */
const scopes = ['@aws-sdk', '@smithy'] as const;
const mention = /['"](?:@aws-sdk|@smithy)\//;
const probe = '@aws-sdk/client-lambda';

const maximumFiles = 500;
const maximumFileBytes = 2_000_000;

const isSource = (name: string): boolean => /\.(?:[cm]?js)$/.test(name);

/** Whether any source file of the handler names an SDK package; its `node_modules` do not count. */
function mentionsSdk(taskRoot: string): boolean {
  const folders = [taskRoot];
  let files = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules') folders.push(path);
      if (!entry.isFile() || !isSource(entry.name) || statSync(path).size > maximumFileBytes) continue;
      files += 1;
      if (files > maximumFiles) return true;
      if (mention.test(readFileSync(path, 'utf8'))) return true;
    }
  }
  return false;
}

const resolves = (specifier: string, from: string): string | null => {
  try {
    return createRequire(from).resolve(specifier);
  } catch {
    return null;
  }
};

/** True: the handler imports `@aws-sdk/*` and does not bring it. Only then is its init burdened with finding ours. */
export function needsBundledSdk(taskRoot: string): boolean {
  try {
    return mentionsSdk(taskRoot) && resolves(probe, join(taskRoot, 'index.js')) === null;
  } catch {
    return false;
  }
}

/** Folder whose children `require` finds by `NODE_PATH`: our own SDK and nothing else of ours. Null: there is none.
 * @param sdkFrom - a file of this tool, from which the SDK resolves */
export async function bundledModules(stateDir: string, sdkFrom: string): Promise<string | null> {
  const client = resolves(probe, sdkFrom);
  if (client === null) return null;
  const scopeAt = client.lastIndexOf(`${join('@aws-sdk', 'client-lambda')}`);
  const modules = dirname(join(client.slice(0, scopeAt), '@aws-sdk'));
  const folder = join(stateDir, 'runtime-modules');
  await mkdir(folder, { recursive: true });
  for (const scope of scopes) {
    const link = join(folder, scope);
    if (existsSync(join(modules, scope)) && !existsSync(link)) symlinkSync(join(modules, scope), link);
  }
  return folder;
}
