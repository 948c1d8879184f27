import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { FunctionModel } from '../modelled/function-model.ts';
import { type PresetName, presetNames, presets } from '../modelled/presets.ts';
import { zipOfText } from './archive.ts';
import type { Code, CodeRequest } from './code.ts';

/** The only file in the deployment package of a modelled function, and the registry in the address of its image: what
 * takes either for a new function gets the same model. */
const fileName = 'lambda-fanout-model.json';
const registry = 'modelled.lambda-fanout/';

const modelSchema = z.strictObject({
  preset: z.enum(presetNames as [PresetName, ...PresetName[]]),
  seed: z.int(),
  init: z
    .strictObject({
      p50Ms: z.number(),
      p99Ms: z.number(),
      outliers: z.strictObject({ share: z.number(), factor: z.number() }).optional(),
    })
    .nullable(),
});

const textOf = ({ preset, seed, init }: FunctionModel): string => JSON.stringify({ preset, seed, init });

/** The code of a function that has none. */
export async function codeOfModel(model: FunctionModel): Promise<Code> {
  const text = textOf(model);
  const image = presets[model.preset].packaging === 'image';
  const bytes = image ? Buffer.from(text) : await zipOfText(fileName, text);
  return {
    taskRoot: '',
    codeSha256: createHash('sha256').update(bytes).digest('base64'),
    codeSizeBytes: image ? 0 : bytes.length,
    archive: image
      ? { kind: 'image', uri: registry + Buffer.from(text).toString('hex') }
      : { kind: 'bytes', bytes },
  };
}

function parsed(text: string): FunctionModel | null {
  try {
    return modelSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The model that code stands for; null: it is code, or none at all. */
export async function modelInCode({ ZipFile, ImageUri }: CodeRequest): Promise<FunctionModel | null> {
  if (ImageUri !== undefined)
    return ImageUri.startsWith(registry)
      ? parsed(Buffer.from(ImageUri.slice(registry.length), 'hex').toString())
      : null;
  if (ZipFile === undefined || ZipFile.length > 2_000) return null;
  const bytes = Buffer.from(ZipFile, 'base64');
  const model = parsed(/\{.*\}/.exec(bytes.toString('latin1'))?.[0] ?? '');
  return model !== null && bytes.equals(await zipOfText(fileName, textOf(model))) ? model : null;
}
