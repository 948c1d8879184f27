import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPrintable } from '../../src/report/printable.ts';
import { render } from '../../src/report/render.ts';
import { aHeader, aReport, aRow, aRunAnalysis } from '../support/analysis-builder.ts';
import { installedBrowser, startBrowser } from '../support/browser.ts';
import { cli } from '../support/cli.ts';
import { everyKind } from '../support/every-kind.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
const path = await installedBrowser();
if (path === null) console.log('skipped: no Chromium is installed here, so no page was opened in a browser');

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe.skipIf(path === null)('the HTML report in a real browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser(path ?? '');
  });
  afterAll(() => browser?.close());

  /** Opens a page from a file, and fails on whatever it says or fetches. */
  async function open(
    html: string,
    options: Parameters<Browser['newPage']>[0] = {},
  ): Promise<{ readonly page: Page; readonly complaints: string[] }> {
    const file = join(await folder(), 'run.html');
    await writeFile(file, html);
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, ...options });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) complaints.push(`request: ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    return { page, complaints };
  }

  const spillover = (rows: number) =>
    aRunAnalysis({
      rows: Array.from({ length: rows }, (_, seq) =>
        aRow({
          seq,
          startKind: seq === rows - 1 ? 'cold' : 'preinitialized',
          evidence: seq === rows - 1 ? 'worker-clock-adjacent' : 'init-type-provisioned',
          environmentId: `environment-${seq}`,
          initInPathMs: seq === rows - 1 ? 160 : 0,
          roundTripMs: 255 + seq,
          report: aReport({ initMs: 160 + seq, durationMs: 80 }),
        }),
      ),
    });

  it('tells the story of eleven requests on ten provisioned environments', async () => {
    const file = join(await folder(), 'run.html');
    const { exitCode } = await cli([
      ...['bench', '--local', '--concurrency', '11', '--qualifier', 'worker_lambda_alias'],
      ...['--format', 'csv', '--output', file],
    ]);
    expect(exitCode).toBe(0);
    const { page, complaints } = await open(await readFile(file, 'utf8'));
    expect(await page.locator('.headline').innerText()).toMatch(/^1 of 11 waited for an init/);
    expect(await page.locator('#timeline g.bars rect').count()).toBe(11);
    expect(await page.locator('#round-trip g.values circle').count()).toBe(11);
    await page.locator('#timeline summary').click();
    const cold = page.locator('#timeline tbody tr[data-group=cold]');
    expect(await cold.count()).toBe(1);
    expect(await cold.innerText()).toMatch(/handler started right after the init/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it.each([1, 11, 1_000])('has as many marks as rows: %i', async (rows) => {
    const html = await render(runPrintable(spillover(rows)), 'html');
    expect(Buffer.byteLength(html)).toBeLessThan(1_500_000);
    const { page, complaints } = await open(html);
    expect(await page.locator('#timeline g.bars rect').count()).toBe(rows);
    expect(await page.locator('#timeline tbody tr').count()).toBe(rows);
    for (const chart of ['init', 'duration', 'round-trip'])
      expect(await page.locator(`#${chart} g.values circle`).count()).toBe(rows);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('filters bars and lines by start kind, with the keyboard too', async () => {
    const { page } = await open(await render(runPrintable(spillover(11)), 'html'));
    const bars = page.locator('#timeline g.bars rect:not([hidden])');
    expect(await bars.count()).toBe(11);
    await page.getByRole('checkbox', { name: 'preinitialized' }).focus();
    await page.keyboard.press('Space');
    expect(await bars.count()).toBe(1);
    await page.locator('#timeline summary').click();
    expect(await page.locator('#timeline tbody tr:visible').count()).toBe(1);
    await page.keyboard.press('Shift+Tab');
    await page.getByRole('checkbox', { name: 'preinitialized' }).check();
    expect(await bars.count()).toBe(11);
    await page.close();
  });

  it('sorts a table by its figures, not by their text', async () => {
    const { page } = await open(await render(runPrintable(spillover(11)), 'html'));
    await page.locator('#timeline summary').click();
    const head = page.locator('#timeline th button', { hasText: /^bar$/ });
    const firstCell = page.locator('#timeline tbody tr td').first();
    await head.click();
    expect(await firstCell.innerText()).toBe('request 0');
    await head.click();
    expect(await firstCell.innerText()).toBe('request 10');
    expect(await page.locator('#timeline th[aria-sort]').getAttribute('aria-sort')).toBe('descending');
    await page.close();
  });

  it('reads without its script', async () => {
    const { page, complaints } = await open(await render(runPrintable(spillover(11)), 'html'), {
      javaScriptEnabled: false,
    });
    expect(await page.locator('#timeline tbody tr').count()).toBe(11);
    expect(await page.locator('#timeline svg').isVisible()).toBe(true);
    expect(complaints.filter((each) => each.startsWith('request'))).toEqual([]);
    await page.close();
  });

  it('a hostile name stays text', async () => {
    const hostile = '"><img src=x onerror=alert(1)><script>document.title="owned"</script>\u202e&amp;';
    const header = aHeader();
    const analysis = aRunAnalysis({
      header: { ...header, target: { ...header.target, functionName: hostile } },
      rows: [
        aRow({ environmentId: hostile, reason: hostile, outcome: 'function-error', functionName: hostile }),
      ],
      warnings: [{ code: 'x', message: hostile }],
    });
    const { page, complaints } = await open(await render(runPrintable(analysis), 'html'));
    expect(await page.title()).toContain('<script>');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.close();
  });

  const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
    [390, 820, 1_400].map((width) => ({ colorScheme, width })),
  );

  /** What is wrong with a page as it looks: what axe finds, and by how much it is wider than its window. */
  async function faultsOf(html: string, look: (typeof looks)[number]) {
    const { page, complaints } = await open(html, {
      colorScheme: look.colorScheme,
      viewport: { width: look.width, height: 900 },
      // Axe is added to the page by the test; the page's own policy would refuse it.
      bypassCSP: true,
    });
    for (const summary of await page.locator('summary').all()) await summary.click();
    await page.addScriptTag({ path: axePath });
    const violations = await page.evaluate(async () => {
      const found = await (
        globalThis as unknown as { axe: { run: () => Promise<{ violations: unknown[] }> } }
      ).axe.run();
      return JSON.stringify(found.violations);
    });
    const wider = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    await page.close();
    return { violations: JSON.parse(violations), complaints, wider: Math.max(0, wider) };
  }
  const none = { violations: [], complaints: [], wider: 0 };

  it.each(looks)(
    '$colorScheme at $width: no violation found by axe, nothing wider than the page',
    async (look) => {
      expect(await faultsOf(await render(runPrintable(spillover(11)), 'html'), look)).toEqual(none);
    },
  );

  // Of the gate's six regressions two could not be compared.
  it.each([
    { kind: 'sweep', marks: { '#knee g.points circle': 6 } },
    { kind: 'gate', marks: { '#changes g.values circle': 4 } },
    { kind: 'advice', marks: { '#cost-curve g.points circle': 6, '#p99-curve g.points circle': 6 } },
    { kind: 'comparison', marks: { '#changes g.values circle': 6 } },
  ] as const)('$kind: a mark for each row, and no violation', async ({ kind, marks }) => {
    const html = await render(everyKind[kind].make(6, 'worker_lambda'), 'html');
    const { page } = await open(html);
    for (const [selector, count] of Object.entries(marks))
      expect(await page.locator(selector).count(), selector).toBe(count);
    await page.close();
    expect(await faultsOf(html, { colorScheme: 'light', width: 390 })).toEqual(none);
    expect(await faultsOf(html, { colorScheme: 'dark', width: 1_400 })).toEqual(none);
  });

  it.each(['run, in detail', 'advice'] as const)(
    'prints on A4, nothing cut at the edge: %s',
    async (kind) => {
      // A4 less the margins that the page asks for, in CSS pixels.
      const width = Math.floor(((210 - 2 * 14) / 25.4) * 96);
      const { page } = await open(await render(everyKind[kind].make(6, 'worker_lambda'), 'html'), {
        viewport: { width, height: 900 },
      });
      await page.emulateMedia({ media: 'print' });
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
      expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
      await page.close();
    },
  );
});
