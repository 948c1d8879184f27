import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../support/cli.ts';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...(await readdir(join(packageRoot, 'docs'), { recursive: true }))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const linksOf = (text: string): string[] =>
  [...text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/i.test(link));

describe('links between pages lead somewhere', () => {
  it.each(pages)('%s', async (page) => {
    const text = await readFile(join(packageRoot, page), 'utf8');
    const dead: string[] = [];
    for (const link of linksOf(text)) {
      await access(join(packageRoot, dirname(page), link)).catch(() => dead.push(link));
    }
    expect(dead).toEqual([]);
  });
});
