// Names the packages whose code a bundle holds, each with its licence, as their licences ask.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const packagePath = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const licenceFile = /^(?:licen[cs]e|copying|notice)/i;

/** Folder of the package that a bundled file came from; null: it is our own. */
const folderOf = (input) => packagePath.exec(input)?.[1] ?? null;

const licenceText = (folder) =>
  readdirSync(folder)
    .filter((name) => licenceFile.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim())
    .join('\n\n');

function noticeOf(folder) {
  const { name, version, license, author, homepage } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  if (typeof license !== 'string') throw new Error(`${folder} names no licence: it may not be bundled`);
  const by = typeof author === 'string' ? author : author?.name;
  const head = [`${name} ${version}`, `${license}`, by, homepage].filter(Boolean).join(' · ');
  return { head, text: licenceText(folder) };
}

/**
 * @param metafiles - of esbuild
 * @param root - folder that their paths count from
 */
export function thirdPartyNotices(metafiles, root) {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs: own }) => Object.keys(own)),
  );
  const folders = new Set(inputs.map(folderOf).filter((folder) => folder !== null));
  const heads = new Map();
  for (const folder of [...folders].map((found) => join(root, found)).filter(existsSync)) {
    const { head, text } = noticeOf(folder);
    heads.set(text, [...new Set([...(heads.get(text) ?? []), head])].sort());
  }
  const parts = [...heads].map(([text, names]) => `${names.join('\n')}\n\n${text}`.trim()).sort();
  const line = `\n\n${'-'.repeat(80)}\n\n`;
  return `The files in this folder hold code of these packages, under these licences.${line}${parts.join(line)}\n`;
}
