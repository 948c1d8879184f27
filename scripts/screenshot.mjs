// Makes docs/images/report.png: the HTML report of a run of eleven requests on ten provisioned environments, on the
// embedded service, as a browser shows it. `npm run screenshot`; needs Chromium (CHROMIUM_PATH names another than
// /usr/bin/chromium).
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'lambda-fanout-screenshot-'));
const page = join(folder, 'run.html');
const images = join(root, 'docs/images');
const bench = ['bench', '--local', '--concurrency', '11', '--qualifier', 'worker_lambda_alias'];

await promisify(execFile)(process.execPath, [join(root, 'dist/cli.js'), ...bench, '--output', page]);
await mkdir(images, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const tab = await browser.newPage({ viewport: { width: 1000, height: 1220 }, deviceScaleFactor: 1.5 });
  await tab.goto(pathToFileURL(page).href);
  await tab.screenshot({ path: join(images, 'report.png') });
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
